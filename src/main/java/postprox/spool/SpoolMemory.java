package postprox.spool;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that all messages of a spool share. Thread-safe. */
final class SpoolMemory {
    private final AtomicLong free;

    /**
     * Makes a budget of which nothing is reserved.
     *
     * @param bytes how many bytes all messages together may take
     */
    SpoolMemory(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    /**
     * Reserves memory for a message.
     *
     * @return whether there was enough left; if not, nothing is reserved
     */
    boolean take(int bytes) {
        if (free.addAndGet(-bytes) >= 0) {
            return true;
        }
        giveBack(bytes);
        return false;
    }

    /** Ends a reservation that {@link #take} granted. */
    void giveBack(int bytes) {
        free.addAndGet(bytes);
    }
}
