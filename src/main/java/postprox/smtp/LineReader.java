package postprox.smtp;

import java.io.IOException;
import postprox.text.WireText;

/**
 * Reads one line. A line ends with LF, and a CR before it belongs to the line end: Postfix reads commands and replies in
 * the same way. What such a line may hold is for the caller to judge; it is always passed on with CRLF.
 */
public final class LineReader {
    /** So much of a line that is dropped is kept to tell its verb; less than any buffer holds. */
    private static final int START_BYTES = 64;

    private LineReader() {}

    /** A line, or why there is none. */
    public sealed interface Line {
        /** The line's text without its line end. */
        record Text(String text) implements Line {}

        /**
         * The line was longer than allowed; all of it has been read and dropped.
         *
         * @param start what it began with: enough to tell its verb
         */
        record TooLong(String start) implements Line {}

        /**
         * There was no room for so long a line; all of it has been read and dropped.
         *
         * @param start as above
         */
        record NoRoom(String start) implements Line {}

        /** No more lines will come. What was begun and never ended is dropped. */
        record End() implements Line {}
    }

    /**
     * Reads a line.
     *
     * @param most the largest number of bytes it may have, its line end included
     */
    public static Line read(InputBuffer in, int most) throws IOException {
        in.rest();
        int scanned = 0;
        while (true) {
            int end = in.indexOfLineFeed(in.position + scanned);
            if (end >= 0) {
                return end + 1 - in.position > most ? drop(in, new Line.TooLong(start(in, most)), end) : take(in, end);
            }
            scanned = in.limit - in.position;
            if (scanned >= most) {
                return skipToLineEnd(in, new Line.TooLong(start(in, most)));
            }
            if (!in.makeRoom()) {
                return skipToLineEnd(in, new Line.NoRoom(start(in, most)));
            }
            if (!in.fill()) {
                return new Line.End();
            }
        }
    }

    private static Line take(InputBuffer in, int end) {
        boolean cr = end > in.position && in.bytes[end - 1] == '\r';
        String text = in.take(cr ? end - 1 : end);
        in.position = end + 1;
        return new Line.Text(text);
    }

    private static String start(InputBuffer in, int most) {
        return WireText.of(in.bytes, in.position, Math.min(START_BYTES, most));
    }

    private static Line drop(InputBuffer in, Line why, int end) {
        in.position = end + 1;
        return why;
    }

    private static Line skipToLineEnd(InputBuffer in, Line why) throws IOException {
        while (true) {
            in.position = in.limit;
            if (!in.fill()) {
                return new Line.End();
            }
            int end = in.indexOfLineFeed(in.position);
            if (end >= 0) {
                return drop(in, why, end);
            }
        }
    }
}
