package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Native memory for the system calls of one connection: the bytes that they read and write, and the error number of the last
 * call that failed. Only the thread that has made it may use and close it (Arena.ofConfined).
 */
public final class NativeBuffer implements AutoCloseable {
    final Arena arena = Arena.ofConfined();
    final MemorySegment errno = Libc.errnoSegment(arena);
    final MemorySegment segment;
    private final ByteBuffer bytes;

    /** Makes a buffer of this number of bytes. */
    public NativeBuffer(int size) {
        this.segment = arena.allocate(size);
        this.bytes = segment.asByteBuffer();
    }

    /** The number of its bytes. */
    public int size() {
        return bytes.capacity();
    }

    /** Copies the first bytes of the buffer to a target. */
    public void copyTo(ByteBuffer target, int count) {
        target.put(bytes.clear().limit(count));
    }

    /** Copies the next bytes of a source to the beginning of the buffer. The source's position stays. */
    public void copyFrom(ByteBuffer source, int count) {
        bytes.clear().put(source.duplicate().limit(source.position() + count));
    }

    /** Puts a byte at the beginning of the buffer. */
    public void put(byte value) {
        bytes.put(0, value);
    }

    /**
     * The number of bytes that a system call has read or written.
     *
     * @param call     the name of the call, for the exception
     * @param returned the result of the call
     * @return 0 also if the call would have had to wait (EAGAIN) or was interrupted (EINTR)
     * @throws IOException if the call failed for another reason
     */
    public int count(String call, int returned) throws IOException {
        if (returned >= 0) {
            return returned;
        }
        int error = Libc.errno(errno);
        if (error == Errno.EAGAIN || error == Errno.EINTR) {
            return 0;
        }
        throw Errno.exception(call, error);
    }

    @Override
    public void close() {
        arena.close();
    }
}
