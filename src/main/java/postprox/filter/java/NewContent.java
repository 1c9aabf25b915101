package postprox.filter.java;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;

/** A content that a plug-in writes in place of a message's. It goes to the spool, within the administrator's limit. Not thread-safe. */
final class NewContent extends OutputStream {
    private final Gate gate;
    private final SpooledMessage made;
    private final long largest;
    private boolean isTooLarge;

    NewContent(Gate gate, SpooledMessage made, long largest) {
        this.gate = gate;
        this.made = made;
        this.largest = largest;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (isTooLarge || largest > 0 && made.size() + length > largest) {
            isTooLarge = true;
            throw new IOException(tooLarge());
        }
        long _ = gate.access(() -> {
            made.write(bytes, offset, length);
            return made.size();
        });
    }

    private String tooLarge() {
        return "the new content has more than " + largest + " bytes, which --message-size allows";
    }

    /**
     * All that was written.
     *
     * @throws IOException if that is nothing, or was too much
     */
    SpooledText text() throws IOException {
        if (isTooLarge) {
            throw new IOException(tooLarge());
        }
        if (made.size() == 0) {
            throw new IOException("the new content is empty");
        }
        return gate.access(made::text);
    }
}
