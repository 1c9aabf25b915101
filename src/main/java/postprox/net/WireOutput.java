package postprox.net;

import java.util.Arrays;
import postprox.smtp.ByteSink;
import postprox.smtp.MemoryBudget;

/** A buffer for the bytes to be written to a wire, so that many small pieces leave in one packet. Not thread-safe. */
public final class WireOutput implements ByteSink {
    private static final int FIRST_BYTES = 128;
    private static final int LARGEST_BYTES = 32 * 1024;

    /** The buffer of an idle session. */
    private static final byte[] NOTHING = {};

    private final Wire wire;
    private final MemoryBudget memory;
    private byte[] pending = NOTHING;
    private int count;

    /** Makes an empty output. If the budget refuses memory, the output collects less and sends smaller packets. */
    public WireOutput(Wire wire, MemoryBudget memory) {
        this.wire = wire;
        this.memory = memory;
    }

    /** Adds all of these bytes. */
    public void write(byte[] bytes) throws WireException {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws WireException {
        if (count + length > pending.length && !growTo(count + length)) {
            send();
            if (length > pending.length && !growTo(length)) {
                wire.write(bytes, offset, length);
                return;
            }
        }
        System.arraycopy(bytes, offset, pending, count, length);
        count += length;
    }

    /** Sends the collected bytes, and gives their memory back. */
    public void flush() throws WireException {
        send();
        release();
    }

    /** Drops the collected bytes, and gives their memory back. */
    public void release() {
        memory.release(pending.length);
        pending = NOTHING;
        count = 0;
    }

    /** Drops the collected bytes, and keeps their memory. */
    public void clear() {
        count = 0;
    }

    private void send() throws WireException {
        if (count > 0) {
            int length = count;
            count = 0;
            wire.write(pending, 0, length);
        }
    }

    private boolean growTo(int needed) {
        if (needed > LARGEST_BYTES) {
            return false;
        }
        int size = Math.max(pending.length, FIRST_BYTES);
        while (size < needed) {
            size = Math.min(size * 4, LARGEST_BYTES);
        }
        if (!memory.reserve(size - pending.length)) {
            return false;
        }
        pending = Arrays.copyOf(pending, size);
        return true;
    }
}
