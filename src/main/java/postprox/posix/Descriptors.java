package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls on file descriptors. Those that can wait must run on a platform thread: they hold its carrier. */
final class Descriptors {
    /** asm-generic/fcntl.h. */
    static final int O_CLOEXEC = 0x80000;

    private static final MethodHandle PIPE2 = Libc.withErrno("pipe2", Libc.ON_POINTER_AND_INT);
    private static final MethodHandle READ =
            Libc.withErrno("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE = Libc.plain("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Descriptors() {}

    /** The reading and the writing end of a new pipe. */
    record Pipe(int readEnd, int writeEnd) {}

    static Pipe pipe(Arena arena) throws IOException {
        MemorySegment ends = arena.allocate(JAVA_INT, 2);
        MemorySegment errno = Libc.errnoSegment(arena);
        if (Libc.call(() -> (int) PIPE2.invokeExact(errno, ends, O_CLOEXEC)) < 0) {
            throw Errno.exception("pipe2", Libc.errno(errno));
        }
        return new Pipe(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
    }

    /**
     * Waits until one of two descriptors can be read.
     *
     * @param first  a descriptor
     * @param second a descriptor, or -1 to wait for the first alone
     * @param millis how long at the most
     * @return bit 0 where the first can be read, bit 1 where the second can; 0 where neither could in time
     */
    static int awaitReadable(Arena arena, int first, int second, int millis) throws IOException {
        PollSet set = new PollSet(arena);
        set.put(0, first, PollSet.READABLE);
        set.put(1, second, PollSet.READABLE);
        set.poll(Libc.errnoSegment(arena), millis);
        return (set.isReady(0) ? 1 : 0) | (set.isReady(1) ? 2 : 0);
    }

    /** Reads what is there; 0 at the end, and where the descriptor fails. */
    static int read(Arena arena, int descriptor, MemorySegment buffer) {
        MemorySegment errno = Libc.errnoSegment(arena);
        int count = Libc.call(() -> (int) (long) READ.invokeExact(errno, descriptor, buffer, buffer.byteSize()));
        return Math.max(count, 0);
    }

    static void close(int descriptor) {
        if (descriptor >= 0) {
            int _ = Libc.call(() -> (int) CLOSE.invokeExact(descriptor));
        }
    }
}
