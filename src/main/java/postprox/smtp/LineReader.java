package postprox.smtp;

import static postprox.smtp.Line.Form.NO_ROOM;
import static postprox.smtp.Line.Form.TOO_LONG;

import java.io.IOException;
import java.util.Optional;
import postprox.text.WireText;

/**
 * Reads one line of a command or reply, as Postfix does: a line ends with LF, and a CR before the LF belongs to the line end. The
 * caller judges the text of the line, and writes it with CRLF.
 */
public final class LineReader {
    /** The length of the beginning that is kept of a dropped line. It suffices to tell the verb, and every buffer holds it. */
    private static final int START_BYTES = 64;

    private LineReader() {}

    /**
     * Reads a line.
     *
     * @param max the maximum length of the line in bytes, with its line end
     * @return the line; empty at the end of input, also if the input ended within a line
     */
    public static Optional<Line> read(InputBuffer in, int max) throws IOException {
        in.rest();
        int scanned = 0;
        while (true) {
            int end = in.indexOfLineFeed(in.position + scanned);
            if (end >= 0) {
                return Optional.of(
                        end + 1 - in.position > max ? drop(in, start(in, max, TOO_LONG), end) : take(in, end));
            }
            scanned = in.limit - in.position;
            if (scanned >= max) {
                return skipToLineEnd(in, start(in, max, TOO_LONG));
            }
            if (!in.makeRoom()) {
                return skipToLineEnd(in, start(in, max, NO_ROOM));
            }
            if (!in.fill()) {
                return Optional.empty();
            }
        }
    }

    private static Line take(InputBuffer in, int end) {
        boolean cr = end > in.position && in.bytes[end - 1] == '\r';
        String text = in.take(cr ? end - 1 : end);
        in.position = end + 1;
        return Line.whole(text);
    }

    private static Line start(InputBuffer in, int max, Line.Form form) {
        return new Line(WireText.of(in.bytes, in.position, Math.min(START_BYTES, max)), form);
    }

    private static Line drop(InputBuffer in, Line start, int end) {
        in.position = end + 1;
        return start;
    }

    private static Optional<Line> skipToLineEnd(InputBuffer in, Line start) throws IOException {
        while (true) {
            in.position = in.limit;
            if (!in.fill()) {
                return Optional.empty();
            }
            int end = in.indexOfLineFeed(in.position);
            if (end >= 0) {
                return Optional.of(drop(in, start, end));
            }
        }
    }
}
