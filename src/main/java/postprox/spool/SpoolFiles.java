package postprox.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The messages' files, in a directory that belongs to this process alone. The first message that needs a file makes this
 * directory. Thread-safe.
 */
final class SpoolFiles implements SpoolFile.Place, AutoCloseable {
    /** How many messages are removed between two sweeps, which look for files that filters left in the directory. */
    private static final int MESSAGES_BETWEEN_SWEEPS = 64;

    private final Path parent;
    private final SpoolNames names = new SpoolNames();
    private final Disk disk;
    private final DiskRoom room;
    private final ReentrantLock turn = new ReentrantLock();

    // Only the thread that holds `turn` reads and writes these. A message is in hand from the making of its file to
    // its removal. If messages were in hand during a sweep, another one is due as soon as none is.
    private Optional<ProcessDirectory> directory = Optional.empty();
    private int untilSweep = MESSAGES_BETWEEN_SWEEPS;
    private boolean isSweepDue;

    // Directories that get no more messages, since they are not in place. Each is removed with its last message.
    private final List<ProcessDirectory> retired = new ArrayList<>(0);

    /**
     * Makes nothing on the disk yet.
     *
     * @param parent the directory in which this process makes its own
     */
    SpoolFiles(Path parent, Disk disk) {
        this.parent = parent;
        this.disk = disk;
        this.room = new DiskRoom(disk, parent);
    }

    @Override
    public Disk disk() {
        return disk;
    }

    @Override
    public DiskRoom room() {
        return room;
    }

    /** Makes the file of a message. The message is in hand until {@link #remove}. */
    SpoolFile make() throws SpoolException {
        try {
            return inTurn(() -> {
                SpoolFile made = make(names.ofMessage());
                made.directory().take(made.name());
                return made;
            });
        } catch (IOException e) {
            throw new SpoolException("cannot spool in " + parent, e);
        }
    }

    private SpoolFile make(String name) throws IOException {
        ProcessDirectory place = directory();
        try {
            return SpoolFile.make(this, place, name);
        } catch (IOException e) {
            // Perhaps the disk is full of files that filters left. The sweep makes room for the next message.
            sweep();
            throw e;
        }
    }

    /**
     * This process's directory. If it or its lock file was removed or replaced (a cleaner such as tmpreaper(8) may do so), makes
     * a new one.
     */
    private ProcessDirectory directory() throws IOException {
        if (directory.isPresent() && !directory.get().lookAgain().isInPlace()) {
            retire(directory.get());
        }
        if (directory.isEmpty()) {
            directory = Optional.of(room.makeDirectory(names));
        }
        return directory.get();
    }

    private void retire(ProcessDirectory old) {
        if (directory.filter(old::equals).isPresent()) {
            directory = Optional.empty();
            retired.add(old);
        }
    }

    /** Removes the retired directories without messages in hand, and then throws the failure of the last that stays. */
    private void removeRetired() throws IOException {
        Optional<IOException> failure = Optional.empty();
        for (ProcessDirectory old : List.copyOf(retired)) {
            if (!old.isInUse()) {
                retired.remove(old);
                try {
                    old.remove();
                } catch (IOException e) {
                    failure = Optional.of(e);
                }
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    @Override
    public <T> T inTurn(SpoolFile.Making<T> action) throws IOException {
        turn.lock();
        try {
            return action.make();
        } finally {
            turn.unlock();
        }
    }

    /**
     * Removes the files of a message.
     *
     * @return a warning for the administrator, if a filter had shut the directory although all files could be removed
     */
    Optional<String> remove(SpoolFile message) throws SpoolException {
        boolean wereShut;
        try (Closeable _ = message::close) {
            turn.lock();
            try {
                ProcessDirectory place = message.directory();
                place.letGo(message.name());
                ProcessDirectory.State state = place.lookAgain();
                wereShut = message.wasShut(state);
                removeAll(message.made());
                if (!state.isInPlace()) {
                    retire(place);
                }
                removeRetired();
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

    /** Sweeps after some messages only, since listing the directory costs as much as making a file. */
    private void sweepNowAndThen() {
        untilSweep--;
        if (untilSweep <= 0 || isSweepDue && !isInUse()) {
            sweep();
        }
    }

    @Override
    public void sweepSoon() {
        turn.lock();
        try {
            untilSweep = 0;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Removes the files that filters left in this process's directory. If no message is in hand, all files are such files. Else
     * only those are whose name begins with that of a message which is no longer in hand. Without the sweep, a sender whose
     * messages make a filter die at its work could fill the disk.
     */
    private void sweep() {
        untilSweep = MESSAGES_BETWEEN_SWEEPS;
        isSweepDue = isInUse();
        if (directory.isPresent() && directory.get().lookAgain().isInPlace()) {
            ProcessDirectory place = directory.get();
            try {
                int _ = DirectoryRemoval.ofFilesIn(place.path(), file -> isLeft(file, place));
            } catch (IOException e) {
                // close() tries again at the end of the process, and its exception names the file.
            }
        }
    }

    private boolean isInUse() {
        return directory.isPresent() && directory.get().isInUse();
    }

    private static boolean isLeft(Path file, ProcessDirectory place) {
        return !place.isInUse()
                || SpoolNames.messageOf(String.valueOf(file.getFileName()))
                        .filter(message -> !place.isInHand(message))
                        .isPresent();
    }

    /** Removes all files that can be removed, and then throws the failure of the last that could not. */
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
     * Removes this process's directory and all that filters left in it. If messages are still in hand, the process ends before
     * their filters do. Then the directory stays: the next process finds the filters to kill by the names of the files in it
     * ({@link LeftBehind}).
     */
    @Override
    public void close() throws SpoolException {
        turn.lock();
        try {
            directory.ifPresent(this::retire);
            removeRetired();
        } catch (IOException e) {
            throw new SpoolException("cannot remove this process's directory in " + parent, e);
        } finally {
            turn.unlock();
        }
    }
}
