package postprox.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import postprox.smtp.DataWriter.LineEnds;

/**
 * A text as a client would send it after DATA: CRLF at the end of every line, dots stuffed, the final dot at the end.
 * Read back by the {@link DataReader} of the mail flow it is, byte for byte, what a filter sees there. Not thread-safe.
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

    /** Where a text is read from, block by block; -1 is its end. */
    @FunctionalInterface
    public interface Blocks {
        int read(byte[] block) throws IOException;
    }

    private SmtpRoundTrip(Blocks text, LineEnds lineEnds) {
        this.text = text;
        // A stray CR reaches the reader as it is: what becomes of it is decided there, as in the mail flow.
        this.writer = new DataWriter(encoded::write, lineEnds, StrayCr.KEEP);
    }

    /** Writes a text as it is after its way through SMTP: lines end with LF, the last one too. */
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
