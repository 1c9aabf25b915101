package postprox.run;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import postprox.posix.FileReason;
import postprox.posix.FileStatus;
import postprox.posix.PathText;

/**
 * The program that is to take the place of this one. Who asks for that is of this process's user, as filters are, or root. But this process
 * may have groups and a confinement that its user has nowhere else. So the program must be one that only root can exchange, or who can
 * exchange this process's program anyway.
 */
final class SuccessorProgram {
    private static final int ROOT = 0;

    private SuccessorProgram() {}

    /**
     * Returns why a program cannot take the place of this one; empty if it can.
     *
     * @param path its path, one byte a character
     */
    static Optional<String> objection(String path) {
        try {
            Path program = PathText.path(path);
            if (path.isEmpty() || !program.isAbsolute()) {
                return Optional.of("nobody has said which program is to take over");
            }
            return objection(program.toRealPath());
        } catch (InvalidPathException e) {
            return Optional.of("the path " + path + " cannot be used in this locale");
        } catch (IOException e) {
            return Optional.of(path + ": " + FileReason.of(e));
        }
    }

    private static Optional<String> objection(Path program) throws IOException {
        int owner = owner();
        Optional<Path> place = Optional.of(program);
        while (place.isPresent()) {
            FileStatus status = FileStatus.of(place.get());
            boolean isOpen = (status.isWorldWritable() || status.isGroupWritable())
                    && !(status.isDirectory() && status.isSticky());
            if (isOpen || status.owner() != ROOT && status.owner() != owner) {
                return Optional.of("others than root and user " + Integer.toUnsignedString(owner) + " could exchange "
                        + program + " by way of " + place.get() + ": see its owner and its mode");
            }
            place = Optional.ofNullable(place.get().getParent());
        }
        return Optional.empty();
    }

    /** The owner of this process's program; root if the program is no longer there. */
    private static int owner() {
        try {
            return FileStatus.ofTarget(Path.of(System.getProperty("postprox.home", "/")))
                    .owner();
        } catch (IOException e) {
            return ROOT;
        }
    }
}
