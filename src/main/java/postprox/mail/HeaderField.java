package postprox.mail;

/**
 * A field of a message's header, as a filter makes one. A field can end neither its own line nor the header: what is not a
 * continuation line is refused.
 *
 * @param name the name before the colon: visible US-ASCII without a colon (RFC 5322 section 3.6.8)
 * @param body all that follows the colon, one byte a character, without the last line's end. A line ends with LF, and each line
 *     after the first begins with a blank and has more than blanks (RFC 5322 section 2.2.3)
 */
public record HeaderField(String name, String body) {
    /** The maximum length of a line, without its end (RFC 5322 section 2.1.1). */
    private static final int LONGEST_LINE = 998;

    /**
     * Checks name and body.
     *
     * @throws IllegalArgumentException if one of them has a byte that it must not have, or a line is too long
     */
    public HeaderField {
        if (!isName(name)) {
            throw new IllegalArgumentException("this is no name of a header field: '" + name + "'");
        }
        checkLines(name, body);
    }

    /** A field with a blank after the colon, as is usual. */
    public static HeaderField of(String name, String value) {
        return new HeaderField(name, " " + value);
    }

    /** Whether a text can be the name of a field in a message. It may be of any length, as in Postfix (is_header.c). */
    public static boolean isName(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 127 && c != ':');
    }

    /** The field as it stands in a message, with LF at the end of each line. */
    String text() {
        return name + ":" + body + "\n";
    }

    private static void checkLines(String name, String body) {
        int start = 0;
        for (int end = endOfLine(body, 0); ; end = endOfLine(body, start)) {
            String line = body.substring(start, end);
            if (start > 0 && (line.isBlank() || !isBlank(line.charAt(0)))) {
                throw new IllegalArgumentException(
                        "a line of " + name + " continues no other line: it must begin with a blank");
            }
            int length = line.length() + (start == 0 ? name.length() + 1 : 0);
            if (length > LONGEST_LINE) {
                throw new IllegalArgumentException("a line of " + name + " has more than " + LONGEST_LINE + " bytes");
            }
            if (line.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127)) {
                throw new IllegalArgumentException("a line of " + name + " has a control character");
            }
            if (end == body.length()) {
                return;
            }
            start = end + 1;
        }
    }

    private static int endOfLine(String body, int from) {
        int end = body.indexOf('\n', from);
        return end < 0 ? body.length() : end;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
