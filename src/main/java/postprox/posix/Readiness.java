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
        await(descriptor, PollSet.READABLE, millis);
    }

    /** Waits until something can be written; no longer than a time. */
    public static void awaitWritable(int descriptor, int millis) throws IOException {
        await(descriptor, PollSet.WRITABLE, millis);
    }

    private static void await(int descriptor, short events, int millis) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            PollSet set = new PollSet(arena);
            set.put(0, descriptor, events);
            set.put(1, PollSet.NONE, events);
            set.poll(Libc.errnoSegment(arena), millis);
        }
    }
}
