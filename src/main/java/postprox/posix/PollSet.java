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

/** Two descriptors to wait for with poll(2). For one platform thread, since a wait would hold a virtual thread's carrier. */
public final class PollSet {
    /** Stands for no descriptor. */
    public static final int NONE = -1;

    /** The events of asm-generic/poll.h. poll(2) reports that the other side has hung up in any case. */
    public static final short READABLE = 1;

    public static final short WRITABLE = 4;
    public static final short HANG_UP_ALONE = 0;

    /** sizeof(struct pollfd): int fd, short events, short revents. */
    private static final long POLLFD = 8;

    private static final MethodHandle POLL =
            Libc.withErrno("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private final MemorySegment set;

    /** Makes a set whose memory lasts as long as a buffer. */
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
     * Waits until a descriptor of the set is ready, the time is over, or a signal interrupts the wait.
     *
     * @param buffer where the error number goes
     * @param millis the longest wait in milliseconds; -1 for no limit
     */
    public void poll(NativeBuffer buffer, int millis) throws IOException {
        poll(buffer.errno, millis);
    }

    /** The same, with a separate segment for the error number. */
    void poll(MemorySegment errno, int millis) throws IOException {
        if (Libc.call(() -> (int) POLL.invokeExact(errno, set, 2L, millis)) < 0) {
            if (Libc.errno(errno) != Errno.EINTR) {
                throw Errno.exception("poll", Libc.errno(errno));
            }
            set.set(JAVA_SHORT, 6, (short) 0);
            set.set(JAVA_SHORT, POLLFD + 6, (short) 0);
        }
    }

    /** Whether the first (0) or the second (1) descriptor was ready at the end of the last wait. */
    public boolean isReady(int index) {
        return set.get(JAVA_SHORT, POLLFD * index + 6) != 0;
    }
}
