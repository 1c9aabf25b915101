package postprox.trial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * Finds out whether programs have read a file, by its time of access, which is set back. With the mount option relatime, too, a read
 * sets the time if it was older than that of the last change (mount(8)). With noatime no read does, which a read of our own shows.
 */
final class ReadMark {
    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    private final Path file;

    private ReadMark(Path file) {
        this.file = file;
    }

    /** Sets a mark on a file. */
    static ReadMark on(Path file) throws IOException {
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(null, LONG_AGO, null);
        return new ReadMark(file);
    }

    /** Whether the file has been read since. */
    boolean isRead() {
        try {
            return !Files.readAttributes(file, BasicFileAttributes.class)
                    .lastAccessTime()
                    .equals(LONG_AGO);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it is certain that the file has not been read since. Reads the file, so that no later question has an answer. */
    boolean isUnread() {
        if (isRead()) {
            return false;
        }
        try (InputStream content = Files.newInputStream(file)) {
            int _ = content.read();
        } catch (IOException e) {
            return false;
        }
        return isRead();
    }
}
