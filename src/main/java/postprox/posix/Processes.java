package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls on processes. */
final class Processes {
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;

    private static final MethodHandle KILL = Libc.plain("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle WAITPID =
            Libc.plain("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    /** The same on all architectures since Linux 5.3; glibc has had a function for it only since 2.36. */
    private static final long SYS_PIDFD_OPEN = 434;

    private static final MethodHandle SYSCALL =
            Libc.variadicWithErrno("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private Processes() {}

    /** Sends a signal to every process of a group, if there still is one. */
    static void killGroup(int group, int signal) {
        int _ = Libc.call(() -> (int) KILL.invokeExact(-group, signal));
    }

    /** A descriptor that can be read once the process has ended. */
    static int openPidfd(Arena arena, int pid) throws IOException {
        MemorySegment errno = Libc.errnoSegment(arena);
        int descriptor = Libc.call(() -> (int) (long) SYSCALL.invokeExact(errno, SYS_PIDFD_OPEN, (long) pid, 0L));
        if (descriptor < 0) {
            throw Errno.exception("pidfd_open", Libc.errno(errno));
        }
        return descriptor;
    }

    /** Waits for a child and takes its status (sys/wait.h), so that no zombie is left. */
    static ChildExit reap(int pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            int reaped;
            do {
                reaped = Libc.call(() -> (int) WAITPID.invokeExact(pid, status, 0));
                // Only EINTR can make this fail: the process is our child and nobody else waits for it.
            } while (reaped != pid);
            int word = status.get(JAVA_INT, 0);
            return (word & 0x7F) == 0 ? new ChildExit.Status(word >> 8 & 0xFF) : new ChildExit.Signal(word & 0x7F);
        }
    }
}
