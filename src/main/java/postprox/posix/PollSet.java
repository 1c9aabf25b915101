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

/** A few descriptors to wait for with poll(2). For one platform thread, since a wait would hold a virtual thread's carrier. */
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
    private final int size;

    /** Makes a set of two whose memory lasts as long as a buffer. */
    public PollSet(NativeBuffer buffer) {
        this(buffer.arena);
    }

    PollSet(Arena arena) {
        this(arena, 2);
    }

    /** Makes a set of a number of descriptors, none of which is there yet. */
    PollSet(Arena arena, int size) {
        this.size = size;
        this.set = arena.allocate(POLLFD * size, 4);
        for (int i = 0; i < size; i++) {
            put(i, NONE, HANG_UP_ALONE);
        }
    }

    /** Makes a descriptor the one with this index in the set, counted from 0. */
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
        if (Libc.call(() -> (int) POLL.invokeExact(errno, set, (long) size, millis)) < 0) {
            if (Libc.errno(errno) != Errno.EINTR) {
                throw Errno.exception("poll", Libc.errno(errno));
            }
            for (int i = 0; i < size; i++) {
                set.set(JAVA_SHORT, POLLFD * i + 6, (short) 0);
            }
        }
    }

    /** Whether there were bytes to read at the end of the last wait. A pipe that is empty and at its end has none: it reports only that the other side has hung up (poll(2)). */
    boolean hasBytes(int index) {
        return (set.get(JAVA_SHORT, POLLFD * index + 6) & READABLE) != 0;
    }

    /** Whether the descriptor with this index was ready at the end of the last wait. */
    public boolean isReady(int index) {
        return set.get(JAVA_SHORT, POLLFD * index + 6) != 0;
    }
}
