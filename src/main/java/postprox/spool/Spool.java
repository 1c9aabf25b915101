package postprox.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where messages wait for their filters: some memory for small ones, and a directory of this process's own, which is made
 * when it is needed first. Thread-safe.
 */
public final class Spool implements AutoCloseable {
    /** The part of the heap that messages may take; when it is used up they go to their files at once. */
    private static final int SHARE_OF_HEAP = 8;

    /** After so many messages, what filters have left is looked for. */
    private static final int MESSAGES_BETWEEN_SWEEPS = 64;

    private final Path parent;
    private final Names names = new Names();
    private final Disk disk;
    private final DiskRoom room;
    private final AtomicLong freeMemory;
    private final ReentrantLock turn = new ReentrantLock();

    // Both belong to whoever has the turn.
    private Optional<ProcessDirectory> directory = Optional.empty();
    private final Set<String> inHand = new HashSet<>();
    private int untilSweep = MESSAGES_BETWEEN_SWEEPS;
    private boolean isSweepDue;

    /**
     * A spool.
     *
     * @param memory how many bytes all messages together may take of it
     */
    Spool(Path parent, Disk disk, long memory) {
        this.parent = parent.toAbsolutePath();
        this.disk = disk;
        this.room = new DiskRoom(disk, this.parent);
        this.freeMemory = new AtomicLong(memory);
    }

    /** The spool in a directory, which must exist and let us write. */
    public static Spool in(Path parent) {
        return new Spool(parent, new Disk(), Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** Makes room for a message. */
    public SpooledMessage create() {
        return new SpooledMessage(this);
    }

    /** Looks for what killed processes left behind. */
    public LeftBehind leftBehind() throws SpoolException {
        try {
            return LeftBehind.in(parent);
        } catch (IOException e) {
            throw new SpoolException("cannot look for left-over files in " + parent, e);
        }
    }

    Disk disk() {
        return disk;
    }

    DiskRoom room() {
        return room;
    }

    SpoolFile makeFile() throws SpoolException {
        try {
            return inTurn(() -> {
                SpoolFile made = makeFile(names.ofMessage());
                inHand.add(made.name());
                return made;
            });
        } catch (IOException e) {
            throw new SpoolException("cannot spool in " + parent, e);
        }
    }

    private SpoolFile makeFile(String name) throws IOException {
        ProcessDirectory place = directory();
        try {
            return SpoolFile.make(this, place, name);
        } catch (IOException e) {
            // For want of room, perhaps, which the next message then has.
            sweep();
            throw e;
        }
    }

    /** Our directory. Where somebody has cleaned up and removed it there is another from now on. */
    private ProcessDirectory directory() throws IOException {
        if (directory.isPresent() && !directory.get().lookAgain().isInPlace()) {
            directory.get().close();
            directory = Optional.empty();
        }
        if (directory.isEmpty()) {
            directory = Optional.of(room.makeDirectory(names));
        }
        return directory.get();
    }

    /** Removes the files of a message. Returns what is worth a warning although that went well. */
    Optional<String> remove(SpoolFile message) throws SpoolException {
        boolean wereShut;
        try (Closeable _ = message::close) {
            turn.lock();
            try {
                inHand.remove(message.name());
                wereShut = message.reopen();
                removeAll(message.made());
                sweepNowAndThen();
            } finally {
                turn.unlock();
            }
        } catch (IOException e) {
            throw new SpoolException("cannot remove a spooled message", e);
        }
        return wereShut
                ? Optional.of("a filter shut " + message.directory().path()
                        + " (chmod), where messages are kept: it is open again")
                : Optional.empty();
    }

    /** Not with each message: a look into the directory costs as much as a file. */
    private void sweepNowAndThen() {
        untilSweep--;
        if (untilSweep <= 0 || isSweepDue && inHand.isEmpty()) {
            sweep();
        }
    }

    /** A message found no room: what filters have left may be in its way, or in that of the next one. */
    void sweepSoon() {
        turn.lock();
        try {
            untilSweep = 0;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Removes what filters have left in our directory: all of it where no message is in hand, and else what has the name of a
     * message that is not. Without this, a sender whose messages have a filter killed at its work could fill the disk.
     */
    private void sweep() {
        untilSweep = MESSAGES_BETWEEN_SWEEPS;
        isSweepDue = !inHand.isEmpty();
        if (directory.isPresent() && directory.get().lookAgain().isInPlace()) {
            try {
                int _ = Removal.ofFilesIn(directory.get().path(), this::isLeft);
            } catch (IOException e) {
                // What cannot be removed is named when the directory itself is removed, at the end of the process.
            }
        }
    }

    private boolean isLeft(Path file) {
        return inHand.isEmpty()
                || Names.messageOf(String.valueOf(file.getFileName()))
                        .filter(message -> !inHand.contains(message))
                        .isPresent();
    }

    /** Removes files: all that can be removed, before it throws what kept one of them. */
    private void removeAll(List<Path> files) throws IOException {
        Optional<IOException> failure = Optional.empty();
        for (Path file : files) {
            try {
                disk.remove(file);
            } catch (DirectoryNotEmptyException e) {
                failure = Optional.of(new IOException(file + " is a directory with files in it", e));
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /**
     * Removes this process's directory, with whatever filters left in it. Where messages are in hand, which are cut off when
     * the process ends now, all stays: by that the next one knows which filters nobody waits for any more.
     */
    @Override
    public void close() throws SpoolException {
        turn.lock();
        try {
            if (directory.isPresent() && inHand.isEmpty()) {
                ProcessDirectory removed = directory.get();
                directory = Optional.empty();
                removed.remove();
            }
        } catch (IOException e) {
            throw new SpoolException("cannot remove this process's directory in " + parent, e);
        } finally {
            turn.unlock();
        }
    }

    /** Something that makes a file. */
    @FunctionalInterface
    interface Making<T> {
        T make() throws IOException;
    }

    /**
     * Changes the directory, one thread at a time. The kernel lets no two change it at once either, but its waiters spin,
     * which makes each change twice as dear; ours leave their processor to other sessions.
     */
    <T> T inTurn(Making<T> file) throws IOException {
        turn.lock();
        try {
            return file.make();
        } finally {
            turn.unlock();
        }
    }

    /** Whether a message may have so many bytes more. */
    boolean takeMemory(int bytes) {
        if (freeMemory.addAndGet(-bytes) >= 0) {
            return true;
        }
        giveMemoryBack(bytes);
        return false;
    }

    void giveMemoryBack(int bytes) {
        freeMemory.addAndGet(bytes);
    }
}
