package postprox.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file at a path, known by its inode, so that this process never removes a file that another process has put there since. The
 * caller must keep the file open as long as it may want to remove it: the kernel can give the inode number of a removed file to
 * another file, but not while the file is open.
 *
 * @param path the path at which the file was
 * @param key  its device and inode number
 */
public record KnownFile(Path path, String key) {
    /** The file that is at a path now. A symbolic link is not followed. */
    public static KnownFile at(Path path) throws IOException {
        return new KnownFile(path, keyAt(path));
    }

    /** Whether the file is still at its path. */
    public boolean isThere() throws IOException {
        try {
            return keyAt(path).equals(key);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Removes the file, if it is still at its path. */
    public void remove() throws IOException {
        try {
            if (isThere()) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // Another process has removed it already.
        }
    }

    private static String keyAt(Path path) throws IOException {
        return String.valueOf(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey());
    }
}
