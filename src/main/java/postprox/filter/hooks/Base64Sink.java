package postprox.filter.hooks;

import java.io.IOException;
import java.io.OutputStream;
import postprox.filter.NewContent;

/** The bytes of a text in Base64, on their way into a new content. It knows how long their text was. Not thread-safe. */
final class Base64Sink extends OutputStream {
    private static final int BITS = 6;
    private static final int SLASH = 63;

    private final NewContent content;
    private long bytes;
    private long slashes;
    private int pending;
    private int pendingBits;

    Base64Sink(NewContent content) {
        this.content = content;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        content.write(from, offset, length);
        bytes += length;
        for (int i = offset; i < offset + length; i++) {
            count(from[i] & 0xFF);
        }
    }

    private void count(int value) {
        pending = pending << Byte.SIZE | value;
        pendingBits += Byte.SIZE;
        while (pendingBits >= BITS) {
            pendingBits -= BITS;
            slashes += (pending >> pendingBits & SLASH) == SLASH ? 1 : 0;
        }
        pending &= SLASH;
    }

    /**
     * Whether the text of these bytes had a length that strict Base64 has, without line breaks. Some writers of JSON put a backslash in
     * front of each slash (RFC 8259 section 7).
     */
    boolean isStrict(long textLength) {
        long plain = (bytes + 2) / 3 * 4;
        return textLength == plain || textLength == plain + slashes;
    }
}
