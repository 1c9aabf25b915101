package postprox.trial;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import postprox.posix.ChildProcess;
import postprox.posix.SpawnRequest;

/** Starts a process once. The JVM's first process takes some 100 ms, which would count as the time of a filter. */
final class FirstProcess {
    private FirstProcess() {}

    static void start() throws IOException {
        var _ = ChildProcess.run(
                new SpawnRequest("/bin/sh", List.of("sh", "-c", ":"), List.of()), Duration.ofSeconds(1), _ -> {});
    }
}
