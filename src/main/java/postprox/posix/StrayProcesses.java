package postprox.posix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Processes that are not our children, known by a variable of their environment (proc(5)). */
public final class StrayProcesses {
    private StrayProcesses() {}

    /**
     * Kills all of this user's, and of all users where we are root, until none is left.
     *
     * @param variable whether a {@code NAME=value} line (one byte a character) is theirs alone
     * @return how many were killed
     */
    public static int kill(Predicate<String> variable) throws IOException {
        return Processes.killAll(Processes.SIGKILL, process -> has(process, variable));
    }

    private static boolean has(Path process, Predicate<String> variable) {
        try {
            return OwnProcess.read(process.resolve("environ")).stream().anyMatch(variable);
        } catch (IOException e) {
            // It has ended meanwhile, or is another user's.
            return false;
        }
    }
}
