package postprox.filter.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import postprox.posix.PathText;

/**
 * A directory that this user cannot enter. The system's words for a path name all of it, and not the one directory that is closed.
 *
 * @param path the directory
 */
public record ClosedDirectory(Path path) {
    /** The first directory on the way from the root to a file which this user cannot enter; empty if there is none. */
    public static Optional<ClosedDirectory> above(Path file) {
        Path absolute = file.toAbsolutePath();
        for (int names = 0; names < absolute.getNameCount(); names++) {
            Path directory =
                    names == 0 ? absolute.getRoot() : absolute.getRoot().resolve(absolute.subpath(0, names));
            if (Files.isDirectory(directory) && !Files.isExecutable(directory)) {
                return Optional.of(new ClosedDirectory(directory));
            }
        }
        return Optional.empty();
    }

    /** What is wrong with it, one byte a character. */
    public String words() {
        return PathText.of(path) + " is closed to that user";
    }

    /** The command that opens it, one byte a character. */
    public String remedy() {
        return "chmod a+x " + PathText.of(path);
    }
}
