package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * System calls on file descriptors. Calls that can wait are for platform threads: they would hold a virtual thread's carrier.
 */
final class Descriptors {
    /** The flags of asm-generic/fcntl.h. */
    static final int O_RDONLY = 0;

    private static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_NOFOLLOW = 0x20000;
    static final int O_CLOEXEC = 0x80000;

    private static final MethodHandle OPEN = Libc.withErrno("open", Libc.ON_POINTER_AND_INT);

    private static final MethodHandle PIPE2 = Libc.withErrno("pipe2", Libc.ON_POINTER_AND_INT);
    private static final MethodHandle READ =
            Libc.withErrno("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            Libc.withErrno("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private static final MethodHandle CLOSE = Libc.plain("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Descriptors() {}

    /** The reading and the writing end of a new pipe. */
    record Pipe(int readEnd, int writeEnd) {}

    /** Makes a pipe whose ends are closed in programs that this process starts. */
    static Pipe pipe(Arena arena) throws IOException {
        MemorySegment ends = arena.allocate(JAVA_INT, 2);
        MemorySegment errno = Libc.errnoSegment(arena);
        if (Libc.call(() -> (int) PIPE2.invokeExact(errno, ends, O_CLOEXEC)) < 0) {
            throw Errno.exception("pipe2", Libc.errno(errno));
        }
        return new Pipe(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
    }

    /**
     * Opens an existing file. Does not follow a link, and does not wait if the file is a fifo.
     *
     * @param access {@link #O_RDONLY} or {@link #O_RDWR}
     */
    static int open(Path path, int access) throws IOException {
        int descriptor = tryToOpen(path, access | O_NOFOLLOW);
        if (descriptor < 0) {
            throw -descriptor == Errno.ENOENT
                    ? new NoSuchFileException(path.toString())
                    : Errno.exception("open", -descriptor);
        }
        return descriptor;
    }

    /** Whether a program has a fifo open to read it. If none has, opening it to write without waiting fails (fifo(7)). */
    static boolean hasReader(Path fifo) {
        int descriptor = tryToOpen(fifo, O_WRONLY);
        close(descriptor);
        return -descriptor != Errno.ENXIO;
    }

    /** Opens an existing file without waiting. Returns its descriptor, or the negative of the error number. */
    private static int tryToOpen(Path path, int access) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errnoSegment(arena);
            MemorySegment name = Libc.string(arena, PathText.of(path));
            int flags = access | O_NONBLOCK | O_CLOEXEC;
            int descriptor = Libc.call(() -> (int) OPEN.invokeExact(errno, name, flags));
            return descriptor < 0 ? -Libc.errno(errno) : descriptor;
        }
    }

    /**
     * Waits until one of two descriptors can be read.
     *
     * @param first  a descriptor
     * @param second a descriptor, or -1 to wait for the first alone
     * @param millis the longest wait in milliseconds
     * @return 1 if the first can be read, 2 if the second can, 3 if both can, 0 if none can in time
     */
    static int awaitReadable(Arena arena, int first, int second, int millis) throws IOException {
        PollSet set = new PollSet(arena);
        set.put(0, first, PollSet.READABLE);
        set.put(1, second, PollSet.READABLE);
        set.poll(Libc.errnoSegment(arena), millis);
        return (set.isReady(0) ? 1 : 0) | (set.isReady(1) ? 2 : 0);
    }

    /** Reads bytes into a buffer. Returns how many, 0 at the end or if the read fails. */
    static int read(Arena arena, int descriptor, MemorySegment buffer) {
        MemorySegment errno = Libc.errnoSegment(arena);
        int count = Libc.call(() -> (int) (long) READ.invokeExact(errno, descriptor, buffer, buffer.byteSize()));
        return Math.max(count, 0);
    }

    /**
     * Writes bytes to a descriptor that does not wait.
     *
     * @return how many were written; 0 if there is no room now
     */
    static int write(Arena arena, int descriptor, MemorySegment bytes) throws IOException {
        MemorySegment errno = Libc.errnoSegment(arena);
        int count = Libc.call(() -> (int) (long) WRITE.invokeExact(errno, descriptor, bytes, bytes.byteSize()));
        if (count < 0 && Libc.errno(errno) != Errno.EAGAIN && Libc.errno(errno) != Errno.EINTR) {
            throw Errno.exception("write", Libc.errno(errno));
        }
        return Math.max(count, 0);
    }

    /** Closes a descriptor; does nothing if the number is negative. */
    static void close(int descriptor) {
        if (descriptor >= 0) {
            int _ = Libc.call(() -> (int) CLOSE.invokeExact(descriptor));
        }
    }
}
