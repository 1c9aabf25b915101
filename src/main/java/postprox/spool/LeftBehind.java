package postprox.spool;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import postprox.posix.FileStatus;
import postprox.posix.OwnProcess;

/**
 * What killed processes of this user left behind in a directory. Until it is closed nobody else can take it for such.
 *
 * @param directories what they left
 * @param isComplete  whether all was looked at
 */
public record LeftBehind(List<LeftOver> directories, boolean isComplete) implements AutoCloseable {
    /** In a directory like /tmp anybody may make as many of our names as there is room for: a look at each takes time. */
    static final int MOST_STRANGERS = 10_000;

    static LeftBehind in(Path parent) throws IOException {
        int user = OwnProcess.user();
        List<LeftOver> found = new ArrayList<>();
        int strangers = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                if (!Names.isOfDirectory(String.valueOf(entry.getFileName()))) {
                    continue;
                }
                if (isDirectoryOf(user, entry)) {
                    LeftOver.claim(entry).ifPresent(found::add);
                } else if (++strangers == MOST_STRANGERS) {
                    return new LeftBehind(found, false);
                }
            }
        } catch (DirectoryIteratorException e) {
            found.forEach(LeftOver::close);
            throw e.getCause();
        }
        return new LeftBehind(found, true);
    }

    /** What another user has put there says nothing of our processes. */
    private static boolean isDirectoryOf(int user, Path entry) {
        try {
            FileStatus status = FileStatus.of(entry);
            return status.isDirectory() && status.owner() == user;
        } catch (IOException e) {
            // Removed meanwhile.
            return false;
        }
    }

    @Override
    public void close() {
        directories.forEach(LeftOver::close);
    }
}
