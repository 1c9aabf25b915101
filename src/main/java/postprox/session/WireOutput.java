package postprox.session;

import java.util.Arrays;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.smtp.ByteSink;

/** Collects what goes out on a wire, so that many small pieces leave in one packet. Not thread-safe. */
final class WireOutput implements ByteSink {
    private static final int FIRST_BYTES = 128;
    private static final int LARGEST_BYTES = 32 * 1024;

    /** All that an idle session holds. */
    private static final byte[] NOTHING = {};

    private final Wire wire;
    private byte[] pending = NOTHING;
    private int count;

    WireOutput(Wire wire) {
        this.wire = wire;
    }

    void write(byte[] bytes) throws WireException {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws WireException {
        if (count + length > pending.length) {
            if (count + length > LARGEST_BYTES) {
                send();
            }
            if (length >= LARGEST_BYTES) {
                wire.write(bytes, offset, length);
                return;
            }
            if (count + length > pending.length) {
                grow(count + length);
            }
        }
        System.arraycopy(bytes, offset, pending, count, length);
        count += length;
    }

    /** Sends what is collected, and gives its memory back. */
    void flush() throws WireException {
        send();
        pending = NOTHING;
    }

    void clear() {
        count = 0;
    }

    private void send() throws WireException {
        if (count > 0) {
            int length = count;
            count = 0;
            wire.write(pending, 0, length);
        }
    }

    private void grow(int needed) {
        int size = Math.max(pending.length, FIRST_BYTES);
        while (size < needed) {
            size = Math.min(size * 4, LARGEST_BYTES);
        }
        pending = Arrays.copyOf(pending, size);
    }
}
