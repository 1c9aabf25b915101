package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;

/**
 * Waits until a descriptor is ready that does not block (O_NONBLOCK). This flag belongs to the open file, which other processes
 * may share (open(2)), so postprox does not change it. For platform threads, since a wait would hold a virtual thread's
 * carrier.
 */
public final class Readiness {
    private Readiness() {}

    /** Waits until a descriptor has bytes to read or is at its end, at most for a number of milliseconds. */
    public static void awaitReadable(int descriptor, int millis) throws IOException {
        boolean _ = await(descriptor, PollSet.READABLE, millis);
    }

    /** Waits until bytes can be written to a descriptor, at most for a number of milliseconds. */
    public static void awaitWritable(int descriptor, int millis) throws IOException {
        boolean _ = await(descriptor, PollSet.WRITABLE, millis);
    }

    /** Whether a descriptor has bytes to read or is at its end, now; false for {@link PollSet#NONE}. */
    static boolean isReadable(int descriptor) throws IOException {
        return await(descriptor, PollSet.READABLE, 0);
    }

    /** Whether the reading end of a pipe has bytes to read, now. */
    static boolean hasBytes(int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            PollSet set = new PollSet(arena, 1);
            set.put(0, descriptor, PollSet.READABLE);
            set.poll(Libc.errnoSegment(arena), 0);
            return set.hasBytes(0);
        }
    }

    private static boolean await(int descriptor, short events, int millis) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            PollSet set = new PollSet(arena);
            set.put(0, descriptor, events);
            set.put(1, PollSet.NONE, events);
            set.poll(Libc.errnoSegment(arena), millis);
            return set.isReady(0);
        }
    }
}
