package postprox.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The file that was at a path once: another process may have put its own there since. A file that is open has its number
 * for itself, so whoever may have to remove one later keeps it open.
 *
 * @param path where it was
 * @param key  its device and number
 */
public record KnownFile(Path path, String key) {
    /** The file that is at a path now; of a symbolic link the link itself. */
    public static KnownFile at(Path path) throws IOException {
        return new KnownFile(path, keyAt(path));
    }

    /** Removes it, if it is still there. */
    public void remove() throws IOException {
        try {
            if (keyAt(path).equals(key)) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // Removed by somebody else: what was to be done.
        }
    }

    private static String keyAt(Path path) throws IOException {
        return String.valueOf(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey());
    }
}
