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
    private final Examination examination;
    private final SpooledMessage made;

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
