package postprox.filter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Filters whose postprox was killed: nobody waits for their verdict, and nobody else ends them. They and all that they
 * started are known by their environment (proc(5)), which names a file that no other process has ever been given.
 */
public final class Orphans {
    private static final String EMAIL = "EMAIL=";

    /** A process that starts others as fast as it can is caught in one of these. */
    private static final int ROUNDS = 20;

    private Orphans() {}

    /**
     * Kills the filters of messages that a killed process left behind.
     *
     * @param files the messages' files
     * @return how many processes were killed
     */
    public static int kill(Collection<Path> files) {
        Set<String> names =
                files.stream().map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
        Set<Long> killed = new HashSet<>();
        boolean found = !names.isEmpty();
        for (int round = 0; found && round < ROUNDS; round++) {
            List<ProcessHandle> orphans = ProcessHandle.allProcesses()
                    .filter(process -> isFilterOf(process, names))
                    .toList();
            for (ProcessHandle orphan : orphans) {
                if (orphan.destroyForcibly()) {
                    killed.add(orphan.pid());
                }
            }
            found = !orphans.isEmpty();
        }
        return killed.size();
    }

    private static boolean isFilterOf(ProcessHandle process, Set<String> names) {
        try {
            String environment =
                    Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1);
            return Stream.of(environment.split("\0"))
                    .anyMatch(variable -> variable.startsWith(EMAIL)
                            && names.contains(variable.substring(variable.lastIndexOf('/') + 1)));
        } catch (IOException e) {
            // It has ended meanwhile, or is another user's.
            return false;
        }
    }
}
