package postprox.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** Where messages wait for their filter: a directory, and some memory for small ones. Thread-safe. */
public final class Spool {
    /** The part of the heap that messages may take; when it is used up they go to their files at once. */
    private static final int SHARE_OF_HEAP = 8;

    private final Path directory;
    private final SpoolFiles files;
    private final ReentrantLock turn = new ReentrantLock();
    private final Disk disk;
    private final AtomicLong freeMemory;

    /**
     * A spool.
     *
     * @param memory how many bytes all messages together may take of it
     */
    Spool(Path directory, SpoolFiles files, Disk disk, long memory) {
        this.directory = directory.toAbsolutePath();
        this.files = files;
        this.disk = disk;
        this.freeMemory = new AtomicLong(memory);
    }

    /** The spool in a directory, which must exist and let us write. */
    public static Spool in(Path directory) throws SpoolException {
        try {
            return new Spool(
                    directory,
                    new SpoolFiles(),
                    new Disk(),
                    Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
        } catch (IOException e) {
            throw new SpoolException("cannot use " + directory, e);
        }
    }

    /** Makes room for a message. */
    public SpooledMessage create() {
        return new SpooledMessage(this);
    }

    /** The files that killed processes left behind. */
    public List<Path> leftBehind() throws SpoolException {
        try {
            return files.leftBehind(directory);
        } catch (IOException e) {
            throw new SpoolException("cannot look for left-over files in " + directory, e);
        }
    }

    /**
     * Removes such files, as far as that can be done.
     *
     * @return how many are gone
     */
    public static int sweep(List<Path> left) {
        return Math.toIntExact(left.stream().filter(SpoolFiles::sweep).count());
    }

    /** Whether such a file is of a process that ran here, and not in another container. */
    public boolean isFromHere(Path left) {
        return files.isFromHere(left);
    }

    Disk disk() {
        return disk;
    }

    MessageFiles makeFiles() throws SpoolException {
        try {
            String name = files.next();
            return inTurn(() -> MessageFiles.create(disk, directory, name));
        } catch (IOException e) {
            throw new SpoolException("cannot spool in " + directory, e);
        }
    }

    void remove(MessageFiles message) throws SpoolException {
        try (message) {
            List<Path> names = message.made();
            turn.lock();
            try {
                SpoolFiles.removeAll(disk, names);
            } finally {
                turn.unlock();
            }
        } catch (IOException e) {
            throw new SpoolException("cannot remove a spooled message", e);
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
