package postprox.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import postprox.posix.PathText;

/** A value that is the path of a file or a directory. */
record FilePath(Completion completion) implements Type<Path> {
    @Override
    public Path parse(String text) {
        try {
            return PathText.path(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the path '" + text + "' cannot be used in this locale", e);
        }
    }
}
