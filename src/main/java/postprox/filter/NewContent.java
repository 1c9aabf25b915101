package postprox.filter;

import java.io.IOException;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;

/**
 * A content that comes from a service to pass in place of a message's. It goes to the spool, within the limits of the examination, and
 * is removed together with the message. Not thread-safe.
 */
public final class NewContent {
    private static final int BLOCK_BYTES = 8 * 1024;

    private final Examination examination;
    private final SpooledMessage made;
    private byte last = '\n';

    /** Begins a content without bytes. */
    public NewContent(Examination examination) {
        this.examination = examination;
        this.made = examination.message().derive();
    }

    /** The content is larger than a filter may make it. {@link Examination#contentTooLarge} is the answer then. */
    public static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        private TooLarge() {
            super("the new content is larger than allowed");
        }
    }

    /**
     * Appends bytes.
     *
     * @throws TooLarge       if the content would be larger than allowed
     * @throws SpoolException if they cannot be written
     */
    public void write(byte[] bytes, int offset, int length) throws TooLarge, SpoolException {
        if (examination.isTooLarge(made.size() + length)) {
            throw new TooLarge();
        }
        made.write(bytes, offset, length);
        last = length > 0 ? bytes[offset + length - 1] : last;
    }

    /**
     * Appends the beginning of the message in whose place the content passes.
     *
     * @param bytes how many bytes of it, no more than it has
     * @throws TooLarge       if the content would be larger than allowed
     * @throws SpoolException if they cannot be read or written
     */
    public void writeBeginning(long bytes) throws TooLarge, SpoolException {
        SpooledText text = examination.message().text();
        byte[] block = new byte[BLOCK_BYTES];
        for (long left = bytes; left > 0; ) {
            int count = (int) Math.min(left, text.read(block));
            write(block, 0, count);
            left -= count;
        }
    }

    /** Whether a line would begin here: nothing was written, or the end of a line. */
    public boolean isAtLine() {
        return last == '\n';
    }

    /** The number of bytes so far. */
    public long size() {
        return made.size();
    }

    /** All that was written, with LF or CRLF at the end of each line. */
    public SpooledText text() {
        return made.text();
    }
}
