package postprox.filter.command;

import java.io.IOException;
import java.util.Set;
import postprox.posix.Processes;

/**
 * Kills filters whose postprox was killed: no process waits for their verdict or ends them. postprox recognizes a filter, and
 * all processes that it started, by its environment: EMAIL names a file that no other filter has ever been given.
 */
public final class OrphanedFilters {
    private static final String EMAIL = "EMAIL=";

    private OrphanedFilters() {}

    /**
     * Kills the filters of messages that a killed process left behind.
     *
     * @param messages the last two names of the path of each message's file, without its ending
     * @return how many processes were killed
     */
    public static int kill(Set<String> messages) throws IOException {
        // The last two names suffice, since they are random. The whole path may differ: the killed process may have
        // reached the directory by another one.
        return messages.isEmpty()
                ? 0
                : Processes.killMatching(
                        variable -> variable.startsWith(EMAIL) && messages.contains(lastNames(variable)));
    }

    private static String lastNames(String path) {
        int name = path.lastIndexOf('/');
        int directory = path.lastIndexOf('/', name - 1);
        int ending = path.lastIndexOf('.');
        return path.substring(directory + 1, ending > name ? ending : path.length());
    }
}
