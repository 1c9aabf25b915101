package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program to its end: in a process group of its own, within a time, with its standard error read as it comes.
 * When the program has ended, by itself or not, nothing of its group is left, so that what it started and forgot holds
 * neither files nor memory. A program that wants to leave something running must give it a session of its own
 * (setsid(1)). Blocks: call it on a platform thread.
 */
public final class ChildProcess {
    /** From the request to end to the end: enough to remove a temporary file. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /** How long a killed process may take to vanish: longer only if the kernel itself is stuck in it (disk, NFS). */
    private static final Duration LAST_WAIT = Duration.ofMillis(400);

    private static final int BUFFER_BYTES = 16 * 1024;

    /** What may still stand in a pipe (fcntl(2), F_GETPIPE_SZ) when its writer has ended. */
    private static final int PIPE_BYTES = 64 * 1024;

    private static final int EXITED = 1;
    private static final int ERROR_OUTPUT = 2;

    /** Takes what a child writes to its standard error. */
    @FunctionalInterface
    public interface ErrorOutput {
        void take(byte[] bytes);
    }

    private final int pid;
    private final int errors;
    private final ErrorOutput output;
    private final Arena arena;
    private final MemorySegment buffer;
    private boolean errorsOpen = true;

    private ChildProcess(int pid, int errors, ErrorOutput output, Arena arena) {
        this.pid = pid;
        this.errors = errors;
        this.output = output;
        this.arena = arena;
        this.buffer = arena.allocate(BUFFER_BYTES);
    }

    /**
     * Runs a program with the null device as standard input and output.
     *
     * @param timeout after this its group is asked to end, and half a second later made to
     * @throws IOException where it cannot be started, for want of processes, descriptors or memory
     */
    public static ChildExit run(SpawnRequest request, Duration timeout, ErrorOutput output) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Descriptors.Pipe pipe = Descriptors.pipe(arena);
            try {
                int pid;
                try {
                    pid = Spawner.spawn(request, new Spawner.Output(Spawner.Output.NOWHERE, pipe.writeEnd()));
                } finally {
                    Descriptors.close(pipe.writeEnd());
                }
                return new ChildProcess(pid, pipe.readEnd(), output, arena).runToEnd(timeout);
            } finally {
                Descriptors.close(pipe.readEnd());
            }
        }
    }

    private ChildExit runToEnd(Duration timeout) throws IOException {
        boolean inTime = false;
        boolean ended = false;
        int pidfd = -1;
        try {
            pidfd = Processes.openPidfd(arena, pid);
            inTime = awaitEnd(pidfd, timeout);
            ended = inTime || makeEnd(pidfd);
            readRest();
        } finally {
            Descriptors.close(pidfd);
            // Before the leader is reaped: until then no other process group can have its number.
            Processes.killGroup(pid, Processes.SIGKILL);
            if (!ended) {
                Processes.reapLater(pid);
            }
        }
        ChildExit exit = ended ? Processes.reap(pid) : new ChildExit.TimedOut();
        return inTime ? exit : new ChildExit.TimedOut();
    }

    private boolean makeEnd(int pidfd) throws IOException {
        Processes.killGroup(pid, Processes.SIGTERM);
        boolean ended = awaitEnd(pidfd, GRACE);
        Processes.killSession(pid, Processes.SIGKILL);
        return ended || awaitEnd(pidfd, LAST_WAIT);
    }

    /** Reads errors until the process ends; false where it has not when the time is over. */
    private boolean awaitEnd(int pidfd, Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        while (true) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            int millis = (int) Math.min(TimeUnit.NANOSECONDS.toMillis(left) + 1, 60_000);
            int ready = awaitReadable(pidfd, millis);
            if ((ready & EXITED) != 0) {
                return true;
            }
            if ((ready & ERROR_OUTPUT) != 0) {
                readErrors();
            }
        }
    }

    private int awaitReadable(int pidfd, int millis) throws IOException {
        try (Arena step = Arena.ofConfined()) {
            return Descriptors.awaitReadable(step, pidfd, errorsOpen ? errors : -1, millis);
        }
    }

    private int readErrors() {
        try (Arena step = Arena.ofConfined()) {
            int count = Descriptors.read(step, errors, buffer);
            errorsOpen = count > 0;
            if (count > 0) {
                output.take(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
            }
            return count;
        }
    }

    /** Reads what the process wrote before it ended; what its children may still write is of no interest. */
    private void readRest() throws IOException {
        int left = PIPE_BYTES;
        while (left > 0 && errorsOpen && (awaitReadable(-1, 0) & ERROR_OUTPUT) != 0) {
            left -= readErrors();
        }
    }
}
