package postprox.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Reaps processes that filters left running. If postprox is process 1 of a container or a subreaper (prctl(2)), such a process
 * becomes its child. When it ends, it stays a zombie until postprox takes its exit status.
 *
 * <p>The kernel gives these children to the first thread of a process (proc(5), /proc/PID/task/TID/children). In a JVM, that
 * thread starts no processes. A filter is a child of the thread that started it, so {@link ChildProcess} waits for no child of
 * the first thread. The one exception is a filter that outlived its thread: the late-reaper waits for it too, and ends in peace
 * if its status was taken here ({@link Processes#reapLater}).
 */
public final class AdoptedChildren {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Path list;

    // Only the watchdog thread, which calls check(), uses this.
    private long lastCheck = System.nanoTime() - INTERVAL_NANOS;

    public AdoptedChildren() {
        long pid = ProcessHandle.current().pid();
        this.list = Path.of("/proc/self/task/" + pid + "/children");
    }

    /**
     * Takes the exit statuses of adopted children that have ended, if the last check was a second ago or more.
     *
     * @param now the time by System.nanoTime()
     */
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
            // This kernel has no such list (CONFIG_PROC_CHILDREN). Zombies stay until this process ends.
        }
    }
}
