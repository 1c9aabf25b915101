package postprox.spool;

import java.io.IOException;
import java.nio.file.Path;

/** The directory where messages wait for their filter. Thread-safe. */
public final class Spool {
    private final Path directory;
    private final SpoolFiles files;

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

    /**
     * Makes room for a message.
     *
     * @throws SpoolException where its files cannot be made
     */
    public SpooledMessage create() throws SpoolException {
        try {
            String name = files.next();
            return SpooledMessage.create(
                    directory.resolve(name + ".email"),
                    directory.resolve(name + ".out"),
                    directory.resolve(name + ".rcpts"));
        } catch (IOException e) {
            throw new SpoolException("cannot spool in " + directory, e);
        }
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
}
