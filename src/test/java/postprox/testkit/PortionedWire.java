package postprox.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.text.WireText;
import postprox.time.Deadline;

/**
 * A connection to a peer that sends some bytes in portions and then closes. Each portion takes a read of its own, and has arrived before
 * anybody waits for it. Not thread-safe.
 */
public final class PortionedWire implements Wire {
    private final Deque<ByteBuffer> portions = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long takes = Long.MAX_VALUE;
    private long speaksAfter;
    private WireException.Cause end = WireException.Cause.CLOSED;
    private long bytesRead;

    /** Says the text in portions of these lengths, and the rest at once. */
    public PortionedWire(String text, List<Integer> lengths) {
        int at = 0;
        for (int length : lengths) {
            int stop = Math.min(text.length(), at + length);
            add(text.substring(at, stop));
            at = stop;
        }
        add(text.substring(at));
    }

    /** Says the text at once. */
    public static PortionedWire of(String text) {
        return new PortionedWire(text, List.of());
    }

    private void add(String portion) {
        if (!portion.isEmpty()) {
            portions.add(ByteBuffer.wrap(WireText.bytes(portion)));
        }
    }

    /** Takes so many bytes; the write that goes beyond them fails, as if the peer had closed. */
    public PortionedWire takingOnly(long bytes) {
        takes = bytes;
        return this;
    }

    /** Says nothing before it has got so many bytes. */
    public PortionedWire speakingAfter(long bytes) {
        speaksAfter = bytes;
        return this;
    }

    /** Does not close after its last byte: a read there fails for this cause. */
    public PortionedWire endingIn(WireException.Cause cause) {
        end = cause;
        return this;
    }

    /** What has been written to the peer. */
    public String written() {
        return WireText.of(written.toByteArray(), 0, written.size());
    }

    /** How many bytes have been read from the peer. */
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws WireException {
        if (portions.isEmpty() && end != WireException.Cause.CLOSED) {
            throw new WireException(end, "the read failed");
        }
        return portions.isEmpty() ? -1 : next(buffer, offset, length);
    }

    @Override
    public int readNow(byte[] buffer, int offset, int length) {
        if (written.size() < speaksAfter) {
            return 0;
        }
        if (portions.isEmpty()) {
            return end == WireException.Cause.CLOSED ? -1 : 0;
        }
        return next(buffer, offset, length);
    }

    private int next(byte[] buffer, int offset, int length) {
        ByteBuffer portion = portions.element();
        int count = Math.min(length, portion.remaining());
        portion.get(buffer, offset, count);
        if (!portion.hasRemaining()) {
            portions.remove();
        }
        bytesRead += count;
        return count;
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws WireException {
        if (written.size() + length > takes) {
            throw new WireException(WireException.Cause.CLOSED, "broken pipe");
        }
        written.write(buffer, offset, length);
    }

    @Override
    public void timeouts(Duration perOperation, Deadline deadline) {
        // Everything has arrived already.
    }

    @Override
    public void endOutput() {
        // The peer says what it says.
    }

    @Override
    public void interrupt() {
        // Nobody waits.
    }

    @Override
    public String peer() {
        return "a peer of the test";
    }

    @Override
    public void close() {
        portions.clear();
    }
}
