package postprox.smtp;

/**
 * Memory that many sessions share. A caller whose reservation is refused goes on with the buffer that it already has, or
 * refuses its client. Thread-safe.
 */
public interface MemoryBudget {
    /** A budget that refuses nothing and counts nothing. */
    MemoryBudget UNLIMITED = new MemoryBudget() {
        @Override
        public boolean reserve(long bytes) {
            return true;
        }

        @Override
        public void charge(long bytes) {
            // Nobody counts.
        }

        @Override
        public void release(long bytes) {
            // Nobody counts.
        }

        @Override
        public boolean hasRoom() {
            return true;
        }
    };

    /** Bytes beside its text that a kept string takes: the string, its array, and its place in what holds it. */
    long OVERHEAD_BYTES = 64;

    /** The bytes that a kept string takes. */
    static long cost(String text) {
        return OVERHEAD_BYTES + text.length();
    }

    /** Reserves so many bytes. False where they are not to be had; nothing is reserved then. */
    boolean reserve(long bytes);

    /** Counts memory that is already in use. It cannot be refused, so the budget may go negative. */
    void charge(long bytes);

    /** Gives so many bytes back. */
    void release(long bytes);

    /** Whether something more may be asked for. */
    boolean hasRoom();
}
