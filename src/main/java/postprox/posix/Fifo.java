package postprox.posix;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Finds fifos (fifo(7)) that a program cannot open without waiting for another one. Thread-safe. */
public final class Fifo {
    private Fifo() {}

    /** Whether a path leads to a fifo that no program reads. Opening it to write would wait for a reader, perhaps for ever. */
    public static boolean lacksReader(Path path) throws IOException {
        try {
            return FileStatus.ofTarget(path).isFifo() && !Descriptors.hasReader(path);
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
