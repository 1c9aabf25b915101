package postprox.smtp;

/**
 * A line that a peer sent.
 *
 * @param text the line without its line end; if the line was not read whole, only its beginning, which suffices to tell its verb
 * @param form whether the text is the whole line
 */
public record Line(String text, Form form) {
    /** How much of a line was read. */
    public enum Form {
        /** The text is the whole line. */
        WHOLE,
        /** The line was longer than allowed. The reader has consumed the whole line and kept only its beginning. */
        TOO_LONG,
        /** The memory for long lines was used up. The reader has consumed the whole line and kept only its beginning. */
        NO_ROOM
    }

    static Line whole(String text) {
        return new Line(text, Form.WHOLE);
    }

    public boolean isWhole() {
        return form == Form.WHOLE;
    }
}
