package postprox.filter.java;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.LongPredicate;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;

/** A content that a plug-in writes in place of a message's. It goes to the spool, within the administrator's limit. Not thread-safe. */
final class NewContent extends OutputStream {
    private final Gate gate;
    private final SpooledMessage made;
    private final LongPredicate isTooLarge;

    /**
     * Makes a content without bytes.
     *
     * @param isTooLarge whether a content of this size is larger than allowed
     */
    NewContent(Gate gate, SpooledMessage made, LongPredicate isTooLarge) {
        this.gate = gate;
        this.made = made;
        this.isTooLarge = isTooLarge;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (isTooLarge.test(made.size() + length)) {
            throw new IOException("the new content is larger than allowed");
        }
        long _ = gate.access(() -> {
            made.write(bytes, offset, length);
            return made.size();
        });
    }

    /**
     * All that was written.
     *
     * @throws IOException if that is nothing
     */
    SpooledText text() throws IOException {
        if (made.size() == 0) {
            throw new IOException("the new content is empty");
        }
        return gate.access(made::text);
    }
}
