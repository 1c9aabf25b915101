package postprox.filter;

import postprox.spool.SpoolException;
import postprox.spool.SpooledText;

/** A text of the spool with CRLF in place of each LF, for services that want a message as it is on the wire. Not thread-safe. */
public final class CrlfText {
    private static final int BLOCK_BYTES = 8 * 1024;

    private final SpooledText text;
    private final byte[] source = new byte[BLOCK_BYTES];
    private int at;
    private int end;
    private boolean owesLf;

    public CrlfText(SpooledText text) {
        this.text = text;
    }

    /**
     * The number of bytes of a text with CRLF. Reads the text to its end.
     *
     * @throws SpoolException if it cannot be read
     */
    public static long size(SpooledText text) throws SpoolException {
        CrlfText all = new CrlfText(text.again());
        byte[] block = new byte[BLOCK_BYTES];
        long size = 0;
        for (int count = all.read(block); count >= 0; count = all.read(block)) {
            size += count;
        }
        return size;
    }

    /**
     * Reads the next block, which is full unless the text ends.
     *
     * @return the number of bytes read, -1 at the end of the text
     */
    public int read(byte[] block) throws SpoolException {
        int filled = 0;
        while (filled < block.length && hasMore()) {
            byte next = source[at];
            if (next == '\n' && !owesLf) {
                block[filled++] = '\r';
                owesLf = true;
            } else {
                block[filled++] = next;
                owesLf = false;
                at++;
            }
        }
        return filled == 0 && block.length > 0 ? -1 : filled;
    }

    private boolean hasMore() throws SpoolException {
        if (at == end) {
            at = 0;
            end = Math.max(0, text.read(source));
        }
        return at < end;
    }
}
