package postprox.spool;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Keeps the messages that filters examine: small messages in memory, all others in files ({@link SpoolFiles}). Thread-safe.
 */
public final class Spool implements AutoCloseable {
    /** All messages together may take 1/8 of the heap. While that is used up, a new message goes to its file at once. */
    private static final int SHARE_OF_HEAP = 8;

    private final Path parent;
    private final SpoolFiles files;
    private final SpoolMemory memory;

    /**
     * Makes a spool.
     *
     * @param parent the directory in which this process makes its own
     * @param memory how many bytes of memory all messages together may take
     */
    Spool(Path parent, Disk disk, long memory) {
        this.parent = parent.toAbsolutePath();
        this.files = new SpoolFiles(this.parent, disk);
        this.memory = new SpoolMemory(memory);
    }

    /** A spool whose files are in a directory, which must exist and be writable for this process. */
    public static Spool in(Path parent) {
        return new Spool(parent, new Disk(), Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** A new, empty message. The caller must close or remove it. */
    public SpooledMessage create() {
        return new SpooledMessage(files, memory);
    }

    /** Lists the directories that killed processes left in the spool's parent directory. */
    public LeftBehind leftBehind() throws SpoolException {
        try {
            return LeftBehind.in(parent);
        } catch (IOException e) {
            throw new SpoolException("cannot look for left-over files in " + parent, e);
        }
    }

    SpoolMemory memory() {
        return memory;
    }

    /** Removes this process's directory, unless messages are still in hand ({@link SpoolFiles#close}). */
    @Override
    public void close() throws SpoolException {
        files.close();
    }
}
