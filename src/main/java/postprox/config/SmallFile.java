package postprox.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads a file that an administrator names, whole. A name may stand for a pipe into which nobody writes, or for a device that has
 * no end: the start, or the thread that reloads, would wait there or use up the memory.
 */
final class SmallFile {
    /** Far more than all options take; also in config.c and in the launcher. */
    static final int MOST_BYTES = 1024 * 1024;

    private SmallFile() {}

    /**
     * The bytes of a file, one a character.
     *
     * @throws IOException where it cannot be read, with what is wrong and what to do
     */
    static String read(Path path) throws IOException {
        if (Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new IOException("it is a pipe, a socket or a device; name a regular file");
        }
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it has more than " + MOST_BYTES + " bytes; name a file with settings alone");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
