package postprox.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import postprox.posix.FileReason;
import postprox.posix.FileStatus;
import postprox.posix.OwnProcess;
import postprox.spool.SafePath;

/**
 * Checks the quarantine's directory, at a start and at each use: the administrator may change it while postprox runs. It has mail of
 * many people for weeks, so that nobody else may even look into it.
 */
public final class QuarantineDirectory {
    private static final int OTHERS = 0077;

    private QuarantineDirectory() {}

    /**
     * Checks a directory that an administrator names. A link to it may stand in its path.
     *
     * @return what is wrong and what the administrator can do about it; empty if it can be used
     */
    public static Optional<String> objection(Path directory) {
        try {
            return Files.exists(directory) ? objectionTo(directory.toRealPath()) : Optional.of(notThere(directory));
        } catch (IOException e) {
            return Optional.of(cannotUse(directory, e));
        }
    }

    /** The path without links to a directory, which another user could change later. If it is not there, each use of it says so. */
    public static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException e) {
            return directory.toAbsolutePath();
        }
    }

    /**
     * Checks a directory that is about to be used, whose path has had no links.
     *
     * @throws QuarantineException if it cannot be used; its message says why, as {@link #objection} does
     */
    static void require(Path real) throws QuarantineException {
        refuse(real, QuarantineDirectory::objectionTo);
    }

    /**
     * Checks a directory inside of one that is only ours: somebody may have put something else there while that was not so.
     *
     * @throws QuarantineException if it cannot be used; its message says why
     */
    static void requireInside(Path day) throws QuarantineException {
        refuse(day, QuarantineDirectory::objectionToKind);
    }

    @FunctionalInterface
    private interface Check {
        Optional<String> objectionTo(Path directory) throws IOException;
    }

    private static void refuse(Path directory, Check check) throws QuarantineException {
        Optional<String> objection;
        try {
            objection = check.objectionTo(directory);
        } catch (IOException e) {
            throw new QuarantineException(cannotUse(directory, e), e);
        }
        if (objection.isPresent()) {
            throw new QuarantineException(objection.get());
        }
    }

    private static Optional<String> objectionTo(Path real) throws IOException {
        Optional<String> kind = objectionToKind(real);
        if (kind.isPresent()) {
            return kind;
        }
        FileStatus status = FileStatus.of(real);
        if ((status.permissions() & OTHERS) != 0 || status.isShut()) {
            return Optional.of("the mode of " + real + " must let its owner alone do all; chmod 700 " + real
                    + ", or name a directory of its own");
        }
        return SafePath.objection(real);
    }

    private static Optional<String> objectionToKind(Path real) throws IOException {
        FileStatus status = FileStatus.of(real);
        if (status.isLink()) {
            return Optional.of(real + " is a link now; put a directory in its place");
        }
        if (!status.isDirectory()) {
            return Optional.of(real + " is not a directory; name another");
        }
        int user = OwnProcess.user();
        return status.owner() == user
                ? Optional.empty()
                : Optional.of(real + " belongs to user " + Integer.toUnsignedString(status.owner())
                        + ", and this is user " + Integer.toUnsignedString(user)
                        + "; run postprox as the one to whom it belongs (runuser -u USER -- postprox ...)");
    }

    private static String notThere(Path directory) {
        return directory + " is not there; make it: install -d -m 700 -o USER " + directory
                + ", with the user of postprox";
    }

    private static String cannotUse(Path directory, IOException reason) {
        return "cannot use " + directory + ": " + FileReason.of(reason);
    }
}
