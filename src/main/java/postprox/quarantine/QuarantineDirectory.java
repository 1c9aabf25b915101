package postprox.quarantine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import postprox.posix.FileReason;
import postprox.posix.FileStatus;
import postprox.posix.OwnProcess;
import postprox.spool.SafePath;

/** Checks the quarantine's directory. It has mail of many people for weeks, so that nobody else may even look into it. */
public final class QuarantineDirectory {
    private static final int OTHERS = 0077;

    private QuarantineDirectory() {}

    /**
     * Checks a directory.
     *
     * @return what is wrong and what the administrator can do about it; empty if it can be used
     */
    public static Optional<String> objection(Path directory) {
        try {
            if (!Files.exists(directory)) {
                return Optional.of(directory + " is not there; make it: install -d -m 700 -o USER " + directory
                        + ", with the user of postprox");
            }
            Path real = directory.toRealPath();
            FileStatus status = FileStatus.of(real);
            if (!status.isDirectory()) {
                return Optional.of(directory + " is not a directory; name another");
            }
            int user = OwnProcess.user();
            if (status.owner() != user) {
                return Optional.of(directory + " belongs to user " + Integer.toUnsignedString(status.owner())
                        + ", and this is user " + Integer.toUnsignedString(user)
                        + "; run postprox as the one to whom it belongs (runuser -u USER -- postprox ...)");
            }
            if ((status.permissions() & OTHERS) != 0 || status.isShut()) {
                return Optional.of("the mode of " + directory + " must let its owner alone do all; chmod 700 "
                        + directory + ", or name a directory of its own");
            }
            return SafePath.objection(real);
        } catch (IOException e) {
            return Optional.of("cannot use " + directory + ": " + FileReason.of(e));
        }
    }
}
