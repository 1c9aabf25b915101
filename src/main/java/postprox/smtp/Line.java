package postprox.smtp;

/**
 * A line that a peer sent.
 *
 * @param text the line without its line end; of one that was not read whole, what it began with: enough to tell its verb
 * @param form whether this is all of it
 */
public record Line(String text, Form form) {
    /** How much of a line was read. */
    public enum Form {
        /** All of it. */
        WHOLE,
        /** It was longer than allowed. All of it has been read, and dropped but for its beginning. */
        TOO_LONG,
        /** There was no room for so long a line. All of it has been read, and dropped but for its beginning. */
        NO_ROOM
    }

    static Line whole(String text) {
        return new Line(text, Form.WHOLE);
    }

    public boolean isWhole() {
        return form == Form.WHOLE;
    }
}
