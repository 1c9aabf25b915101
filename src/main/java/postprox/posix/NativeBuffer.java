package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Native memory for the calls of one connection: the bytes that they read and write, and the error number of the last one
 * that failed. Used by one thread at a time, but made and closed by the same.
 */
public final class NativeBuffer implements AutoCloseable {
    final Arena arena = Arena.ofConfined();
    final MemorySegment errno = Libc.errnoSegment(arena);
    final MemorySegment segment;
    private final ByteBuffer bytes;

    /** A buffer of so many bytes. */
    public NativeBuffer(int size) {
        this.segment = arena.allocate(size);
        this.bytes = segment.asByteBuffer();
    }

    /** How many bytes it has. */
    public int size() {
        return bytes.capacity();
    }

    /** Copies the first bytes out of it. */
    public void copyTo(ByteBuffer target, int count) {
        target.put(bytes.clear().limit(count));
    }

    /** Copies the next bytes into it, without taking them from the source. */
    public void copyFrom(ByteBuffer source, int count) {
        bytes.clear().put(source.duplicate().limit(source.position() + count));
    }

    /** Puts one byte into it. */
    public void put(byte value) {
        bytes.put(0, value);
    }

    /**
     * The count that a call has returned; 0 where it would have had to wait, or was interrupted.
     *
     * @throws IOException where it failed for another reason
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
