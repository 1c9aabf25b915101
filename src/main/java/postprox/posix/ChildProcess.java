package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program to its end, in a session of its own and within a time limit, and reads its standard error meanwhile. When the
 * program has ended, all other processes of its process group are killed, so that a process which it started and forgot holds
 * neither files nor memory. A program that wants to leave a process running must give that a session of its own (setsid(1)).
 * For platform threads: {@link #run} blocks in system calls.
 */
public final class ChildProcess {
    /** The time between SIGTERM and SIGKILL: enough for the program to remove a temporary file. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /** How long a killed process may take to end. It takes longer only if the kernel itself waits for a disk or NFS. */
    private static final Duration LAST_WAIT = Duration.ofMillis(400);

    private static final int BUFFER_BYTES = 16 * 1024;

    /** The capacity of a pipe (fcntl(2), F_GETPIPE_SZ): as much may be left to read when its writer has ended. */
    private static final int PIPE_BYTES = 64 * 1024;

    private static final int EXITED = 1;
    private static final int ERROR_OUTPUT = 2;

    /** Receives the bytes that a child writes to its standard error. */
    @FunctionalInterface
    public interface ErrorOutput {
        /** Takes the next bytes, on the thread that has called {@link #run}. */
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
     * Runs a program with the null device as standard input and output, and waits for its end.
     *
     * @param timeout the time after which its process group gets SIGTERM, and half a second later its session gets SIGKILL
     * @param output  receives its standard error
     * @throws IOException if it cannot be started, for want of processes, descriptors or memory
     */
    public static ChildExit run(SpawnRequest request, Duration timeout, ErrorOutput output) throws IOException {
        return run(request, Ends.NOWHERE, timeout, output);
    }

    /** Runs a program as {@link #run(SpawnRequest, Duration, ErrorOutput)} does, with another standard input and output. */
    public static ChildExit run(SpawnRequest request, Ends ends, Duration timeout, ErrorOutput output)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Descriptors.Pipe pipe = Descriptors.pipe(arena);
            try {
                int pid;
                try {
                    pid = Spawner.spawn(request, new Spawner.Streams(ends.input(), ends.output(), pipe.writeEnd()));
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
            // This comes before the group's leader is reaped: until then no other process group can have its number.
            Processes.killGroup(pid, Processes.SIGKILL);
            if (!ended) {
                Processes.reapLater(pid);
            }
        }
        ChildExit exit = ended ? Processes.reap(pid) : new ChildExit.TimedOut();
        return inTime ? exit : new ChildExit.TimedOut();
    }

    /** Makes the program end: SIGTERM, and after the grace SIGKILL. Returns whether it has ended. */
    private boolean makeEnd(int pidfd) throws IOException {
        Processes.killGroup(pid, Processes.SIGTERM);
        boolean ended = awaitEnd(pidfd, GRACE);
        Processes.killSession(pid, Processes.SIGKILL);
        return ended || awaitEnd(pidfd, LAST_WAIT);
    }

    /** Reads standard error until the process ends or a time is over. Returns whether the process has ended. */
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

    /**
     * Reads the bytes that the process wrote before its end. At most a pipe's capacity, since its children may go on writing.
     */
    private void readRest() throws IOException {
        int left = PIPE_BYTES;
        while (left > 0 && errorsOpen && (awaitReadable(-1, 0) & ERROR_OUTPUT) != 0) {
            left -= readErrors();
        }
    }
}
