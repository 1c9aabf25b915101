package postprox.smtp;

import java.io.IOException;

/**
 * Reads content as it comes in chunks behind BDAT (RFC 3030 section 2) and makes the same Unix text of it that
 * {@link DataReader} makes of the same content behind DATA: CRLF becomes LF, stray CR and LF are made clean, and a last
 * line that has no end gets one, since DATA could not carry it. A chunk may end anywhere, also between CR and LF; a dot
 * is just a dot. A reader is for one message. Not thread-safe.
 */
public final class ChunkReader {
    private static final byte[] LINE_FEED = {'\n'};

    private final StrayCr strayCr;

    /** A CR has been read, and what is behind it says whether it is stray. */
    private boolean heldCr;

    /** What was written last is a line end, or nothing was written. */
    private boolean lineStart = true;

    public ChunkReader(StrayCr strayCr) {
        this.strayCr = strayCr;
    }

    /**
     * Reads a chunk: exactly its octets, whatever they are.
     *
     * @param text where the content goes, in blocks
     * @return false where the input ended first: what came was no message
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
     * Makes text of octets, in place, since text is never longer than what it is made of. A CR at their end is held back.
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

    /** A held-back CR turned out to be no part of a line end. */
    private void releaseCr(ByteSink text) throws IOException {
        text.write(new byte[] {strayCr.asByte()}, 0, 1);
        lineStart = false;
    }
}
