package postprox.smtp;

import java.io.IOException;

/**
 * Reads content as it comes behind DATA (RFC 5321 section 4.5.2) and makes Unix text of it: CRLF becomes LF, the dot that
 * was put in front of a line's own is taken off, stray CR and LF are made clean. Only CRLF.CRLF ends content; everything
 * else that some server has ever taken for its end is text. A reader is for one message. Not thread-safe.
 */
public final class DataReader implements ContentReader {
    private final StrayCr strayCr;

    /** Behind CRLF, or at the very beginning: the only place where a dot is not just a dot. */
    private boolean lineStart = true;

    private boolean ended;

    public DataReader(StrayCr strayCr) {
        this.strayCr = strayCr;
    }

    /**
     * Reads to the end of content.
     *
     * @param text where the content goes, in blocks
     * @return false where the input ended first: what came was no message
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
     * Makes text of what the buffer holds, in place, since text is never longer than what it is made of. What cannot be
     * judged before more is here (a CR or a dot at the buffer's end) stays in the buffer.
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

    /** Whether the dot at this place could still turn out to be the end of content. */
    private static boolean isOpenEnd(InputBuffer in, int dot) {
        int behind = in.limit - dot - 1;
        return behind == 0 || behind == 1 && in.bytes[dot + 1] == '\r';
    }
}
