package postprox.posix;

import java.io.IOException;
import java.lang.foreign.Arena;

/**
 * Waits for a descriptor that does not wait by itself (O_NONBLOCK). That is a property of the open file, which others may
 * share (open(2)), so it is theirs and stays as it is. For platform threads.
 */
public final class Readiness {
    private Readiness() {}

    /** Waits until there is something to read, or the end of it; no longer than a time. */
    public static void awaitReadable(int descriptor, int millis) throws IOException {
        boolean _ = await(descriptor, PollSet.READABLE, millis);
    }

    /** Waits until something can be written; no longer than a time. */
    public static void awaitWritable(int descriptor, int millis) throws IOException {
        boolean _ = await(descriptor, PollSet.WRITABLE, millis);
    }

    /** Whether there is something to read, or the end of it, now; false for the descriptor {@link PollSet#NONE}. */
    static boolean isReadable(int descriptor) throws IOException {
        return await(descriptor, PollSet.READABLE, 0);
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
