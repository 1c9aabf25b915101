package postprox.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Opens files of a log. Whoever may write to the log's directory can put something else there, for which a reader would wait for ever. */
final class LogFiles {
    private LogFiles() {}

    /**
     * Opens a file.
     *
     * @throws IOException if it is not there, or is a pipe, a device or a directory
     */
    static FileChannel open(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new IOException("it is no ordinary file");
        }
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    /** What tells a file from another one that had its name before. */
    static String key(Path file) throws IOException {
        return String.valueOf(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }
}
