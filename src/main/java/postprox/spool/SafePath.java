package postprox.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import postprox.posix.FileStatus;
import postprox.posix.OwnProcess;

/**
 * Checks that no other user can exchange the files in a directory: a message before the filter reads it, or the file that the
 * filter wrote before postprox reads that. A user who may write to a directory can rename its entries, unless the sticky bit is
 * set; the owner of the directory can do so in any case (inode(7)).
 */
public final class SafePath {
    private static final int ROOT = 0;

    private SafePath() {}

    /**
     * Checks a directory and all directories above it.
     *
     * @param directory its path without links
     * @return what is wrong and what the administrator can do about it; empty if no other user can exchange files there
     */
    public static Optional<String> objection(Path directory) throws IOException {
        return reason(directory).map(reason -> "others could exchange messages in " + directory + ": " + reason);
    }

    /**
     * Checks a directory and all directories above it, whatever is in them.
     *
     * @param directory its path without links
     * @return why another user can exchange files there, and what the administrator can do about it; empty if none can
     */
    public static Optional<String> reason(Path directory) throws IOException {
        int user = OwnProcess.user();
        Optional<Path> place = Optional.of(directory);
        while (place.isPresent()) {
            Optional<String> objection = objection(place.get(), user);
            if (objection.isPresent()) {
                return objection;
            }
            place = Optional.ofNullable(place.get().getParent());
        }
        return Optional.empty();
    }

    /**
     * Checks one directory. A group that may write is an objection, without a look at its members: these may come from a name
     * service and may change. The administrator needs just one command to set the sticky bit.
     */
    private static Optional<String> objection(Path place, int user) throws IOException {
        FileStatus status = FileStatus.of(place);
        if (status.owner() != ROOT && status.owner() != user) {
            return Optional.of(place + " belongs to user " + Integer.toUnsignedString(status.owner())
                    + "; give it to user " + Integer.toUnsignedString(user)
                    + " or to root (chown), or name another directory");
        }
        if (status.isSticky() || !status.isWorldWritable() && !status.isGroupWritable()) {
            return Optional.empty();
        }
        String who = status.isWorldWritable() ? "everybody may write to " : "its group may write to ";
        String bits = status.isWorldWritable() ? "chmod go-w " : "chmod g-w ";
        return Optional.of(who + place + "; " + bits + place + ", or chmod +t " + place);
    }
}
