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
            // This budget counts nothing.
        }

        @Override
        public void release(long bytes) {
            // This budget counts nothing.
        }

        @Override
        public boolean hasRoom() {
            return true;
        }
    };

    /** The bytes that a kept string takes in addition to its text: the object, its array, and its slot in a collection. */
    long OVERHEAD_BYTES = 64;

    /** The bytes that a kept string takes, estimated for one byte a character. */
    static long cost(String text) {
        return OVERHEAD_BYTES + text.length();
    }

    /**
     * Reserves memory.
     *
     * @return false if the budget has less than that left; nothing is reserved then
     */
    boolean reserve(long bytes);

    /** Counts memory that is already in use. It cannot be refused, so the budget may go negative. */
    void charge(long bytes);

    /** Gives back memory that was reserved or charged. */
    void release(long bytes);

    /** Whether the budget has memory left. */
    boolean hasRoom();
}
