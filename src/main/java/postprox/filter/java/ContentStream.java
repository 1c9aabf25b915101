package postprox.filter.java;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import postprox.spool.SpooledText;

/** A message's content for a plug-in. It can be read as long as the message is open. Not thread-safe. */
final class ContentStream extends InputStream {
    private static final int BLOCK_BYTES = 8 * 1024;

    private final Gate gate;
    private final SpooledText text;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int next;
    private int end;

    ContentStream(Gate gate, SpooledText text) {
        this.gate = gate;
        this.text = text;
    }

    @Override
    public int read() throws IOException {
        return fill() ? block[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, end - next);
        System.arraycopy(block, next, bytes, offset, count);
        next += count;
        return count;
    }

    /** Reads the next block if the last one is used up. A block that was read before the message's end counts no more after it. */
    private boolean fill() throws IOException {
        int count = gate.access(() -> next < end ? 0 : text.read(block));
        if (count > 0) {
            next = 0;
            end = count;
        }
        return count >= 0;
    }
}
