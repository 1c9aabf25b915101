package postprox.smtp;

import java.io.IOException;

/**
 * Reads the chunks of content that follow BDAT commands (RFC 3030 section 2) and makes Unix text of them, the same text that
 * {@link DataReader} makes of the same content after DATA. CRLF becomes LF, and a stray LF counts as a line end.
 * {@link StrayCr} says what a stray CR becomes. A last line without an end gets one, since DATA could not carry such a line.
 * A chunk may end anywhere, also between CR and LF. A dot has no meaning here. A reader is for one message. Not thread-safe.
 */
public final class ChunkReader {
    private static final byte[] LINE_FEED = {'\n'};

    private final StrayCr strayCr;

    /** The last octet read was a CR, and only the next octet tells whether that CR is stray. */
    private boolean heldCr;

    /** The last octet written was a line end, or nothing was written yet. */
    private boolean lineStart = true;

    public ChunkReader(StrayCr strayCr) {
        this.strayCr = strayCr;
    }

    /**
     * Reads a chunk: exactly as many octets as it announces.
     *
     * @param text takes the content, in blocks
     * @return false if the input ended before the chunk did; the message is incomplete then
     */
    public boolean read(Chunk chunk, InputBuffer in, ByteSink text) throws IOException {
        in.growForContent();
        try {
            long left = chunk.octets();
            while (left > 0) {
                if (in.isEmpty() && !in.fill()) {
                    return false;
                }
                int count = (int) Math.min(left, in.limit - in.position);
                write(in.bytes, in.position, count, text);
                in.position += count;
                left -= count;
            }
        } finally {
            in.shrink();
        }
        if (chunk.last()) {
            finish(text);
        }
        return true;
    }

    private void write(byte[] bytes, int start, int count, ByteSink text) throws IOException {
        if (heldCr && bytes[start] != '\n') {
            releaseCr(text);
        }
        heldCr = false;
        int length = decode(bytes, start, start + count);
        if (length > 0) {
            lineStart = bytes[start + length - 1] == '\n';
            text.write(bytes, start, length);
        }
    }

    /**
     * Makes text of octets, in place, since the text is never longer than the octets. A CR at their end is held back.
     *
     * @return the length of the text, which begins where the octets began
     */
    private int decode(byte[] bytes, int start, int end) {
        int read = start;
        int write = start;
        while (read < end) {
            int special = LineEnd.indexOf(bytes, read, end);
            System.arraycopy(bytes, read, bytes, write, special - read);
            write += special - read;
            read = special;
            if (read < end && bytes[read] == '\r') {
                read++;
                heldCr = read == end;
                if (!heldCr && bytes[read] != '\n') {
                    bytes[write++] = strayCr.asByte();
                }
            } else if (read < end) {
                bytes[write++] = '\n';
                read++;
            }
        }
        return write - start;
    }

    private void finish(ByteSink text) throws IOException {
        if (heldCr) {
            releaseCr(text);
            heldCr = false;
        }
        if (!lineStart) {
            text.write(LINE_FEED, 0, 1);
        }
    }

    /** Writes the CR that was held back. No LF follows it, so the CR is stray. */
    private void releaseCr(ByteSink text) throws IOException {
        text.write(new byte[] {strayCr.asByte()}, 0, 1);
        lineStart = false;
    }
}
