package postprox.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads the whole of a file that an administrator names. Only regular files of a limited size are read: at a pipe without a
 * writer the process would wait for ever, and a device without an end would use up its memory.
 */
final class SmallFile {
    /** The maximum size, which is far more than all options take. The same number is in config.c and in the launcher. */
    static final int MAX_BYTES = 1024 * 1024;

    private SmallFile() {}

    /**
     * The content of a file, one character for each byte.
     *
     * @throws IOException if the file cannot be read; its message says why, and what to do
     */
    static String read(Path path) throws IOException {
        if (Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new IOException("it is a pipe, a socket or a device; name a regular file");
        }
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it has more than " + MAX_BYTES + " bytes; name a file with settings alone");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
