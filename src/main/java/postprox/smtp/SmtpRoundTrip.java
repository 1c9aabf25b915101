package postprox.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import postprox.smtp.DataWriter.LineEnds;

/**
 * Gives a text as a client would send it after DATA: CRLF at the end of each line, dot-stuffed, with the final dot.
 * {@link #pass} reads it back by the mail flow's own {@link DataReader}, so that the result is byte for byte the text that a
 * filter would see. Not thread-safe.
 */
public final class SmtpRoundTrip implements ByteSource {
    private static final byte[] FINAL_DOT = {'.', '\r', '\n'};
    private static final int BLOCK_BYTES = 16 * 1024;

    private final Blocks text;
    private final byte[] block = new byte[BLOCK_BYTES];
    private final ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    private final DataWriter writer;
    private byte[] ready = {};
    private int position;
    private boolean ended;

    /** A text that is read block by block. */
    @FunctionalInterface
    public interface Blocks {
        /**
         * Reads the next block.
         *
         * @return the number of bytes read into the block, or -1 at the end of the text
         */
        int read(byte[] block) throws IOException;
    }

    private SmtpRoundTrip(Blocks text, LineEnds lineEnds) {
        this.text = text;
        // The writer keeps a stray CR, since in the mail flow too the reader decides what it becomes.
        this.writer = new DataWriter(encoded::write, lineEnds, StrayCr.KEEP);
    }

    /** Writes a text as it would be after its way through SMTP: each line ends with LF, the last one too. */
    public static void pass(Blocks text, LineEnds lineEnds, StrayCr strayCr, ByteSink to) throws IOException {
        boolean whole = new DataReader(strayCr).read(new InputBuffer(new SmtpRoundTrip(text, lineEnds)), to);
        if (!whole) {
            throw new IllegalStateException("the final dot got lost");
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (position == ready.length) {
            if (ended) {
                return -1;
            }
            encodeNext();
        }
        int count = Math.min(length, ready.length - position);
        System.arraycopy(ready, position, buffer, offset, count);
        position += count;
        return count;
    }

    private void encodeNext() throws IOException {
        int count = text.read(block);
        if (count >= 0) {
            writer.write(block, 0, count);
        } else {
            writer.finish();
            encoded.writeBytes(FINAL_DOT);
            ended = true;
        }
        ready = encoded.toByteArray();
        position = 0;
        encoded.reset();
    }
}
