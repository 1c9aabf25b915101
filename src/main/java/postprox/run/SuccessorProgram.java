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
     * Returns the path without links of a program that can take the place of this one. That path is to be started: a link could lead elsewhere
     * by then.
     *
     * @param path its path, one byte a character
     * @throws IOException if it cannot; its message has the reason
     */
    static String real(String path) throws IOException {
        Path program = absolute(path);
        Optional<String> objection;
        try {
            program = program.toRealPath();
            objection = objection(program);
        } catch (IOException e) {
            throw new IOException(path + ": " + FileReason.of(e), e);
        }
        if (objection.isPresent()) {
            throw new IOException(objection.get());
        }
        return PathText.of(program);
    }

    private static Path absolute(String path) throws IOException {
        try {
            Path program = PathText.path(path);
            if (path.isEmpty() || !program.isAbsolute()) {
                throw new IOException("nobody has said which program is to take over");
            }
            return program;
        } catch (InvalidPathException e) {
            throw new IOException("the path " + path + " cannot be used in this locale", e);
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
