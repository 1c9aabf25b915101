package postprox.smtp;

import java.io.IOException;

/**
 * Writes Unix text as the content that follows DATA (RFC 5321 section 4.5.2). Every line ends with CRLF, the last one too. A
 * line that begins with a dot gets one more in front (dot-stuffing), so that no line of the text can end the content. A
 * writer is for one message. Not thread-safe.
 */
public final class DataWriter {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] DOT = {'.'};

    private final ByteSink out;
    private final LineEnds lineEnds;
    private final StrayCr strayCr;
    private boolean lineStart = true;
    private boolean heldCr;

    /** The line ends of the text that is written. */
    public enum LineEnds {
        /** A line ends with LF, and a CR is part of the line. {@link DataReader} makes such text. */
        LF,
        /** A line ends with LF or CRLF, as in a file that a filter's program wrote. */
        LF_OR_CRLF
    }

    public DataWriter(ByteSink out, LineEnds lineEnds, StrayCr strayCr) {
        this.out = out;
        this.lineEnds = lineEnds;
        this.strayCr = strayCr;
    }

    /** Writes the next block of the text. */
    public void write(byte[] text, int offset, int length) throws IOException {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            int special = LineEnd.indexOf(text, at, end);
            if (special > at) {
                writeWithinLine(text, at, special - at);
            }
            if (special < end) {
                endOrHold(text[special]);
            }
            at = special + 1;
        }
    }

    /** Ends the last line if the text did not. The caller calls this method once, at the end of the text. */
    public void finish() throws IOException {
        releaseCr();
        if (!lineStart) {
            endLine();
        }
    }

    private void endOrHold(byte special) throws IOException {
        if (special == '\r') {
            releaseCr();
            heldCr = true;
            return;
        }
        if (heldCr && lineEnds == LineEnds.LF) {
            releaseCr();
        }
        heldCr = false;
        endLine();
    }

    /** Writes a CR that was held back, since it is no part of a line end. */
    private void releaseCr() throws IOException {
        if (heldCr) {
            heldCr = false;
            lineStart = false;
            out.write(new byte[] {strayCr.asByte()}, 0, 1);
        }
    }

    private void writeWithinLine(byte[] text, int offset, int length) throws IOException {
        releaseCr();
        if (lineStart && text[offset] == '.') {
            out.write(DOT, 0, 1);
        }
        lineStart = false;
        out.write(text, offset, length);
    }

    private void endLine() throws IOException {
        lineStart = true;
        out.write(CRLF, 0, CRLF.length);
    }
}
