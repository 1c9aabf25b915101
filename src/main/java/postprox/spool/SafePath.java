package postprox.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import postprox.posix.FileStatus;
import postprox.posix.OwnProcess;

/**
 * Whether nobody else can exchange what is kept in a directory: a message before the filter reads it, and what the filter wrote afterwards. Who may
 * write to a directory can rename what is in it, unless the sticky bit is set; so can its owner in any case (inode(7)).
 */
public final class SafePath {
    private static final int ROOT = 0;

    private SafePath() {}

    /**
     * What is wrong with a directory, or with one of those that lead to it, and what to do; nothing if all is well.
     *
     * @param directory its path without links
     */
    public static Optional<String> objection(Path directory) throws IOException {
        int user = OwnProcess.user();
        Optional<Path> place = Optional.of(directory);
        while (place.isPresent()) {
            Optional<String> objection = objection(place.get(), user);
            if (objection.isPresent()) {
                return objection.map(reason -> "others could exchange messages in " + directory + ": " + reason);
            }
            place = Optional.ofNullable(place.get().getParent());
        }
        return Optional.empty();
    }

    /**
     * The group is not asked for its members, who may come from far away (NSS) and change: what the sticky bit costs is one
     * command.
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
