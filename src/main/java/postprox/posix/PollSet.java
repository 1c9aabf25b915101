package postprox.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Two descriptors to wait for, with poll(2). Of one thread, a platform thread: waiting holds its carrier. */
public final class PollSet {
    /** Stands for no descriptor. */
    public static final int NONE = -1;

    /** asm-generic/poll.h; that the other side is gone is always reported. */
    public static final short READABLE = 1;

    public static final short WRITABLE = 4;
    public static final short HANG_UP_ALONE = 0;

    /** sizeof(struct pollfd): int fd, short events, short revents. */
    private static final long POLLFD = 8;

    private static final MethodHandle POLL =
            Libc.withErrno("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private final MemorySegment set;

    /** A set that lives as long as the buffer. */
    public PollSet(NativeBuffer buffer) {
        this(buffer.arena);
    }

    PollSet(Arena arena) {
        set = arena.allocate(POLLFD * 2, 4);
    }

    /** Makes a descriptor the first (0) or the second (1) of the set. */
    public void put(int index, int descriptor, short events) {
        set.set(JAVA_INT, POLLFD * index, descriptor);
        set.set(JAVA_SHORT, POLLFD * index + 4, events);
    }

    /**
     * Waits for what was put into the set.
     *
     * @param millis how long at the most; -1 for as long as it takes
     */
    public void poll(NativeBuffer buffer, int millis) throws IOException {
        poll(buffer.errno, millis);
    }

    /** The same with a place of its own for the error number. */
    void poll(MemorySegment errno, int millis) throws IOException {
        if (Libc.call(() -> (int) POLL.invokeExact(errno, set, 2L, millis)) < 0) {
            if (Libc.errno(errno) != Errno.EINTR) {
                throw Errno.exception("poll", Libc.errno(errno));
            }
            set.set(JAVA_SHORT, 6, (short) 0);
            set.set(JAVA_SHORT, POLLFD + 6, (short) 0);
        }
    }

    /** Whether the last wait ended, among others, with this descriptor. */
    public boolean isReady(int index) {
        return set.get(JAVA_SHORT, POLLFD * index + 6) != 0;
    }
}
