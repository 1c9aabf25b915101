package postprox.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Where messages wait for their filter: a directory, and some memory for small ones. Thread-safe. */
public final class Spool {
    /** The part of the heap that messages may take; when it is used up they go to their files at once. */
    private static final int SHARE_OF_HEAP = 8;

    private final Path directory;
    private final SpoolFiles files;
    private final AtomicLong freeMemory = new AtomicLong(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

    private Spool(Path directory, SpoolFiles files) {
        this.directory = directory;
        this.files = files;
    }

    /** The spool in a directory, which must exist and let us write. */
    public static Spool in(Path directory) throws SpoolException {
        try {
            return new Spool(directory.toAbsolutePath(), new SpoolFiles());
        } catch (IOException e) {
            throw new SpoolException("cannot use " + directory, e);
        }
    }

    /** Makes room for a message. */
    public SpooledMessage create() {
        return new SpooledMessage(this);
    }

    /**
     * Removes what killed processes left behind.
     *
     * @return how many files were removed
     */
    public int sweep() throws SpoolException {
        try {
            return files.sweep(directory);
        } catch (IOException e) {
            throw new SpoolException("cannot look for left-over files in " + directory, e);
        }
    }

    MessageFiles makeFiles() throws SpoolException {
        try {
            return MessageFiles.create(directory, files.next());
        } catch (IOException e) {
            throw new SpoolException("cannot spool in " + directory, e);
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
