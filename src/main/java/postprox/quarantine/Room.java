package postprox.quarantine;

/**
 * Room for one message in the quarantine, which counts as taken until this is closed, and for good once the message is kept. For one
 * thread.
 */
public final class Room implements AutoCloseable {
    private final Usage usage;
    private final long bytes;
    private boolean isFilled;

    Room(Usage usage, long bytes) {
        this.usage = usage;
        this.bytes = bytes;
    }

    /** Notes that the message is kept, with facts of so many bytes. */
    void fill(int factsBytes) {
        isFilled = true;
        usage.add(0, factsBytes);
    }

    /** Gives the room back, unless the message is kept. */
    @Override
    public void close() {
        if (!isFilled) {
            isFilled = true;
            usage.add(-1, -bytes);
        }
    }
}
