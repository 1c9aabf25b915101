package postprox.smtp;

import java.io.IOException;

/**
 * Reads the content that follows DATA (RFC 5321 section 4.5.2) and makes Unix text of it. CRLF becomes LF, and a stray LF
 * counts as a line end. {@link StrayCr} says what a stray CR becomes. A dot directly after CRLF is taken off (dot-stuffing).
 * Only CRLF.CRLF ends the content. Other sequences that some servers take for its end, such as LF.LF or LF.CRLF, are text
 * here (SMTP smuggling, CVE-2023-51764). {@link ChunkReader} reads the content that follows BDAT. A
 * reader is for one message. Not thread-safe.
 */
public final class DataReader implements ContentReader {
    private final StrayCr strayCr;

    /** The position is after a CRLF, or at the beginning of the content. Only there does a dot have a meaning. */
    private boolean lineStart = true;

    private boolean ended;

    public DataReader(StrayCr strayCr) {
        this.strayCr = strayCr;
    }

    /**
     * Reads to the end of the content.
     *
     * @param text takes the content, in blocks
     * @return false if the input ended before the content did; the message is incomplete then
     */
    @Override
    public boolean read(InputBuffer in, ByteSink text) throws IOException {
        in.growForContent();
        try {
            while (true) {
                int start = in.position;
                int length = decode(in);
                if (length > 0) {
                    text.write(in.bytes, start, length);
                }
                if (ended) {
                    return true;
                }
                if (!in.fill()) {
                    return false;
                }
            }
        } finally {
            in.shrink();
        }
    }

    /**
     * Makes text of the buffer's octets, in place, since the text is never longer than the octets. A CR or a dot at the
     * buffer's end stays in the buffer, since only the octets after it tell its meaning.
     *
     * @return the length of the text, which begins where the buffer's position was
     */
    private int decode(InputBuffer in) {
        byte[] bytes = in.bytes;
        int start = in.position;
        int read = start;
        int write = start;
        while (read < in.limit) {
            if (lineStart && bytes[read] == '.') {
                if (isOpenEnd(in, read)) {
                    break;
                }
                lineStart = false;
                read++;
                if (bytes[read] == '\r' && bytes[read + 1] == '\n') {
                    read += 2;
                    ended = true;
                    break;
                }
            }
            int special = LineEnd.indexOf(bytes, read, in.limit);
            if (special > read) {
                lineStart = false;
                System.arraycopy(bytes, read, bytes, write, special - read);
                write += special - read;
                read = special;
            }
            if (read == in.limit || bytes[read] == '\r' && read + 1 == in.limit) {
                break;
            }
            boolean crlf = bytes[read] == '\r' && bytes[read + 1] == '\n';
            bytes[write++] = bytes[read] == '\r' && !crlf ? strayCr.asByte() : (byte) '\n';
            read += crlf ? 2 : 1;
            lineStart = crlf;
        }
        in.position = read;
        return write - start;
    }

    /** Whether the buffer ends too early to tell if this dot begins the end of the content (dot CR LF). */
    private static boolean isOpenEnd(InputBuffer in, int dot) {
        int after = in.limit - dot - 1;
        return after == 0 || after == 1 && in.bytes[dot + 1] == '\r';
    }
}
