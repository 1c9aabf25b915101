package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** System calls on processes. Thread-safe. */
public final class Processes {
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;

    private static final int SIGCHLD = 17;
    private static final long SIG_DFL = 0;

    /** The flag of bits/waitflags.h. */
    private static final int WNOHANG = 1;

    /** How often the list of processes is read anew: a process that is to be killed may start others all the time. */
    private static final int KILL_ROUNDS = 20;

    private static final MethodHandle SIGNAL =
            Libc.plain("signal", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG));

    private static final MethodHandle KILL = Libc.plain("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle WAITPID =
            Libc.withErrno("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    /** The number of pidfd_open(2) on all architectures, since Linux 5.3. glibc has a function for it only since 2.36. */
    private static final long SYS_PIDFD_OPEN = 434;

    private static final MethodHandle SYSCALL =
            Libc.variadicWithErrno("syscall", 1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private Processes() {}

    /** Sends a signal to every process of a process group, if the group has any. */
    static void killGroup(int group, int signal) {
        int _ = Libc.call(() -> (int) KILL.invokeExact(-group, signal));
    }

    /** Opens a pidfd: a descriptor that poll(2) calls readable once the process has ended. */
    static int openPidfd(Arena arena, int pid) throws IOException {
        MemorySegment errno = Libc.errnoSegment(arena);
        int descriptor = Libc.call(() -> (int) (long) SYSCALL.invokeExact(errno, SYS_PIDFD_OPEN, (long) pid, 0L));
        if (descriptor < 0) {
            throw Errno.exception("pidfd_open", Libc.errno(errno));
        }
        return descriptor;
    }

    /**
     * Sends a signal to every process of a session until no such process is left, also to those of other process groups, which
     * a shell with job control or timeout(1) makes.
     */
    static void killSession(int session, int signal) throws IOException {
        killGroup(session, signal);
        int _ = killAll(signal, process -> isMember(process, session));
    }

    /**
     * Kills all processes of this user, or of all users if this is root, that have a certain variable in their environment
     * (proc(5)), until no such process is left.
     *
     * @param variable whether a {@code NAME=value} line (one byte a character) shows that a process is to be killed
     * @return how many processes were killed
     */
    public static int killMatching(Predicate<String> variable) throws IOException {
        return killAll(SIGKILL, process -> has(process, variable));
    }

    private static boolean has(Path process, Predicate<String> variable) {
        try {
            return OwnProcess.read(process.resolve("environ")).stream().anyMatch(variable);
        } catch (IOException e) {
            // The process has ended meanwhile, or belongs to another user.
            return false;
        }
    }

    /**
     * Sends a signal to processes until no such process is left, but no more than {@value #KILL_ROUNDS} times.
     *
     * @param isTarget whether the process of a directory of proc(5) is to get the signal
     * @return how many processes got it
     */
    static int killAll(int signal, Predicate<Path> isTarget) throws IOException {
        Set<Integer> killed = new HashSet<>();
        boolean found = true;
        for (int round = 0; found && round < KILL_ROUNDS; round++) {
            found = false;
            try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
                for (Path process : processes) {
                    if (isTarget.test(process)) {
                        int pid = Integer.parseInt(String.valueOf(process.getFileName()));
                        int _ = Libc.call(() -> (int) KILL.invokeExact(pid, signal));
                        killed.add(pid);
                        found = true;
                    }
                }
            }
        }
        return killed.size();
    }

    /** Whether a process belongs to a session and is no zombie (proc(5), fields 3 and 6 of stat). */
    private static boolean isMember(Path process, int session) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            return !fields[0].equals("Z") && fields[3].equals(Integer.toString(session));
        } catch (IOException e) {
            // The process has ended meanwhile.
            return false;
        }
    }

    /** Has the kernel keep the exit statuses of children. It does not if postprox was started with SIGCHLD ignored. */
    static void keepExitStatuses() {
        int _ = Libc.call(() -> (int) (long) SIGNAL.invokeExact(SIGCHLD, SIG_DFL));
    }

    /**
     * Waits for a child to end, and takes its status (sys/wait.h), so that no zombie is left.
     *
     * @throws IOException if this process has no such child
     */
    static ChildExit reap(int pid) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            MemorySegment errno = Libc.errnoSegment(arena);
            while (Libc.call(() -> (int) WAITPID.invokeExact(errno, pid, status, 0)) != pid) {
                if (Libc.errno(errno) != Errno.EINTR) {
                    throw Errno.exception("waitpid", Libc.errno(errno));
                }
            }
            int word = status.get(JAVA_INT, 0);
            return (word & 0x7F) == 0 ? new ChildExit.Status(word >> 8 & 0xFF) : new ChildExit.Signal(word & 0x7F);
        }
    }

    /** Takes a child's status if it has ended. Does not wait. */
    static void reapIfEnded(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoSegment(arena);
            int _ = Libc.call(() -> (int) WAITPID.invokeExact(errno, pid, MemorySegment.NULL, WNOHANG));
        }
    }

    /** Starts a thread that waits for a killed child which has not ended in time, and reaps it. */
    static void reapLater(int pid) {
        try {
            Thread.ofPlatform().daemon().name("late-reaper").start(() -> {
                try {
                    var _ = reap(pid);
                } catch (IOException e) {
                    // AdoptedChildren has reaped it already.
                }
            });
        } catch (OutOfMemoryError e) {
            // The system gives no thread. The zombie stays until this process ends, and does no harm.
        }
    }
}
