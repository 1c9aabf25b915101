package postprox.filter.command;

import java.io.IOException;
import java.util.Set;
import postprox.posix.Processes;

/**
 * Filters whose postprox was killed: nobody waits for their verdict, and nobody else ends them. They and all that they
 * started are known by their environment, which names a file that no other process has ever been given.
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
        // By the last names: the directory may have been reached by another path. They are as good as random numbers.
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
