package postprox.session;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the recipients of all sessions take together: a part of the heap, so that many sessions with many
 * recipients each do no harm to others. Thread-safe.
 */
final class RecipientMemory {
    private static final int SHARE_OF_HEAP = 8;

    /** Beside its text, for a recipient: a string, its array, and its place in the lists that hold it. */
    private static final long OVERHEAD_BYTES = 64;

    private final AtomicLong free;

    /** As much as recipients may take of this process's heap. */
    RecipientMemory() {
        this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    RecipientMemory(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    /** Whether there is room for one more. Those that a next hop is being asked for meanwhile may go beyond it. */
    boolean hasRoom() {
        return free.get() > 0;
    }

    void take(String recipient) {
        free.addAndGet(-cost(recipient));
    }

    void giveBack(Iterable<String> recipients) {
        long bytes = 0;
        for (String recipient : recipients) {
            bytes += cost(recipient);
        }
        free.addAndGet(bytes);
    }

    private static long cost(String recipient) {
        return OVERHEAD_BYTES + recipient.length();
    }
}
