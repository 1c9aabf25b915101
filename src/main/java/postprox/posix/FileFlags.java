package postprox.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The flags and descriptors of open files and the seals of files in memory (fcntl(2), F_SETFL, F_DUPFD_CLOEXEC, F_ADD_SEALS). Its binding has a form of its own, which
 * costs the JVM some twenty classes, so that it is not among the {@link Descriptors} of every process.
 */
final class FileFlags {
    private static final int F_SETFL = 4;
    private static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;

    /** The constants of linux/fcntl.h. */
    private static final int F_DUPFD_CLOEXEC = 1030;

    private static final int F_ADD_SEALS = 1033;

    private static final int F_SEAL_SEAL = 1;
    private static final int F_SEAL_SHRINK = 2;
    private static final int F_SEAL_GROW = 4;

    /** Since Linux 5.1. F_SEAL_WRITE would look at each page, for writes that are under way elsewhere; here there are none. */
    private static final int F_SEAL_FUTURE_WRITE = 16;

    private static final MethodHandle FCNTL =
            Libc.variadicWithErrno("fcntl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    private FileFlags() {}

    /** Has writes to a pipe's end wait no more for room. The pipe's other end is an open file of its own, and stays as it is. */
    static void doNotWait(Arena arena, int writeEnd) throws IOException {
        set(arena, writeEnd, F_SETFL, O_WRONLY | O_NONBLOCK);
    }

    /** Another descriptor for the same open file, with a number from a certain one on; closed in programs that this process starts. */
    static int duplicate(Arena arena, int descriptor, int from) throws IOException {
        return call(arena, descriptor, F_DUPFD_CLOEXEC, from);
    }

    /** Keeps everybody from changing a file in memory, also by another descriptor of it. */
    static void seal(Arena arena, int memory) throws IOException {
        set(arena, memory, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_FUTURE_WRITE);
    }

    private static void set(Arena arena, int descriptor, int command, int value) throws IOException {
        int _ = call(arena, descriptor, command, value);
    }

    private static int call(Arena arena, int descriptor, int command, int value) throws IOException {
        MemorySegment errno = Libc.errnoSegment(arena);
        int result = Libc.call(() -> (int) FCNTL.invokeExact(errno, descriptor, command, value));
        if (result < 0) {
            throw Errno.exception("fcntl", Libc.errno(errno));
        }
        return result;
    }
}
