package postprox.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What filters leave behind becomes our child where we are process 1 of a container, or a subreaper (prctl(2)): when it ends,
 * it is a zombie until we take its exit status.
 *
 * <p>The kernel gives them to the first thread of a process, which in a JVM starts nothing itself; a filter that we have
 * started is its own thread's child (proc(5), /proc/PID/task/TID/children). So nobody waits for those that are found there,
 * but for a filter that outlived its thread, and whoever waits for that one is content if it has been taken.
 */
public final class AdoptedChildren {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Path list;

    // Of the thread that checks.
    private long lastCheck = System.nanoTime() - INTERVAL_NANOS;

    public AdoptedChildren() {
        long pid = ProcessHandle.current().pid();
        this.list = Path.of("/proc/self/task/" + pid + "/children");
    }

    /** Takes the exit statuses of those that have ended, once a second. */
    public void check(long now) {
        if (now - lastCheck < INTERVAL_NANOS) {
            return;
        }
        lastCheck = now;
        try {
            for (String pid : Files.readString(list, StandardCharsets.US_ASCII).split(" ")) {
                if (!pid.isBlank()) {
                    Processes.reapIfEnded(Integer.parseInt(pid.strip()));
                }
            }
        } catch (IOException e) {
            // A kernel without such a list (CONFIG_PROC_CHILDREN): zombies stay for as long as we do.
        }
    }
}
