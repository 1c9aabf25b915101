package postprox.smtp;

import static postprox.smtp.Line.Form.NO_ROOM;
import static postprox.smtp.Line.Form.TOO_LONG;

import java.io.IOException;
import java.util.Optional;
import postprox.text.WireText;

/**
 * Reads one line. A line ends with LF, and a CR before it belongs to the line end: Postfix reads commands and replies in
 * the same way. What such a line may hold is for the caller to judge; it is always passed on with CRLF.
 */
public final class LineReader {
    /** So much of a line that is dropped is kept to tell its verb; less than any buffer holds. */
    private static final int START_BYTES = 64;

    private LineReader() {}

    /**
     * Reads a line.
     *
     * @param most the largest number of bytes it may have, its line end included
     * @return nothing at the end of input, which drops a line that was begun and never ended
     */
    public static Optional<Line> read(InputBuffer in, int most) throws IOException {
        in.rest();
        int scanned = 0;
        while (true) {
            int end = in.indexOfLineFeed(in.position + scanned);
            if (end >= 0) {
                return Optional.of(
                        end + 1 - in.position > most ? drop(in, start(in, most, TOO_LONG), end) : take(in, end));
            }
            scanned = in.limit - in.position;
            if (scanned >= most) {
                return skipToLineEnd(in, start(in, most, TOO_LONG));
            }
            if (!in.makeRoom()) {
                return skipToLineEnd(in, start(in, most, NO_ROOM));
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

    private static Line start(InputBuffer in, int most, Line.Form form) {
        return new Line(WireText.of(in.bytes, in.position, Math.min(START_BYTES, most)), form);
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
