package postprox.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The flags of open files (fcntl(2), F_SETFL). Its binding has a form of its own, which costs the JVM some twenty classes, so that it is
 * not among the {@link Descriptors} of every process.
 */
final class FileFlags {
    private static final int F_SETFL = 4;
    private static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;

    private static final MethodHandle FCNTL =
            Libc.variadicWithErrno("fcntl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

    private FileFlags() {}

    /** Has writes to a pipe's end wait no more for room. The pipe's other end is an open file of its own, and stays as it is. */
    static void doNotWait(Arena arena, int writeEnd) throws IOException {
        MemorySegment errno = Libc.errnoSegment(arena);
        if (Libc.call(() -> (int) FCNTL.invokeExact(errno, writeEnd, F_SETFL, O_WRONLY | O_NONBLOCK)) < 0) {
            throw Errno.exception("fcntl", Libc.errno(errno));
        }
    }
}
