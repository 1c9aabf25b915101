package postprox.filter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import postprox.posix.StrayProcesses;

/**
 * Filters whose postprox was killed: nobody waits for their verdict, and nobody else ends them. They and all that they
 * started are known by their environment, which names a file that no other process has ever been given.
 */
public final class Orphans {
    private static final String EMAIL = "EMAIL=";

    private Orphans() {}

    /**
     * Kills the filters of messages that a killed process left behind.
     *
     * @param files the messages' files
     * @return how many processes were killed
     */
    public static int kill(Collection<Path> files) throws IOException {
        Set<String> names =
                files.stream().map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
        // By name: the directory may have been reached by another path. The name is as good as a random number.
        return names.isEmpty()
                ? 0
                : StrayProcesses.kill(variable -> variable.startsWith(EMAIL)
                        && names.contains(variable.substring(variable.lastIndexOf('/') + 1)));
    }
}
