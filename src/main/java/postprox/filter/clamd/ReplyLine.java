package postprox.filter.clamd;

import java.io.IOException;
import postprox.text.WireText;

/**
 * A reply as it comes in. It ends with the NUL of a z command, or with LF: clamd writes {@code COMMAND READ TIMED OUT} with LF in any
 * case. Not thread-safe.
 */
final class ReplyLine {
    private final byte[] bytes = new byte[ClamdReply.MAX_BYTES];
    private int length;
    private boolean complete;
    private boolean closed;
    private boolean endsInLine;
    private boolean goesOn;

    /** A source of the bytes that follow. */
    @FunctionalInterface
    interface Source {
        /** Reads bytes; returns how many, 0 if there are none now, -1 at the end of the connection. */
        int read(byte[] buffer, int offset, int length) throws IOException;
    }

    /**
     * Reads once from a source.
     *
     * @return whether bytes came, or the connection ended
     */
    boolean take(Source source) throws IOException {
        int before = length;
        int count = source.read(bytes, length, bytes.length - length);
        closed = count < 0;
        length += Math.max(0, count);
        for (int i = before; i < length && !complete; i++) {
            if (bytes[i] == 0 || bytes[i] == '\n') {
                goesOn = i + 1 < length;
                endsInLine = bytes[i] == '\n';
                length = i;
                complete = true;
            }
        }
        return count != 0;
    }

    /** Whether the reply is there, or will not come. */
    boolean hasEnded() {
        return complete || closed || length == bytes.length;
    }

    /** What has come, without the terminator, one byte a character. */
    String text() {
        return WireText.of(bytes, 0, length);
    }

    /** The reply to a request to scan. */
    ClamdReply reply() {
        if (complete && goesOn) {
            return new ClamdReply.Failed("it wrote more than a reply");
        }
        if (complete) {
            ClamdReply reply = ClamdReply.parse(text());
            return endsInLine && reply instanceof ClamdReply.Clean
                    ? new ClamdReply.Failed("its reply ends as none to this request does")
                    : reply;
        }
        // Its beginning alone may mean something else: "stream: OK" may go on with " FOUND".
        if (length == bytes.length) {
            return new ClamdReply.Failed("its reply is longer than " + bytes.length + " bytes");
        }
        return new ClamdReply.Failed(
                length == 0
                        ? "it closed the connection without a reply"
                        : "it closed the connection in the middle of its reply");
    }
}
