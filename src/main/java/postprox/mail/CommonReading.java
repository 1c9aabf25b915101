package postprox.mail;

/**
 * Whether all who read a header find the same fields in it. Some take a CR alone for the end of a line, a NUL for the end of the text, or a
 * line of blanks for the end of the header. Some skip blanks in front of the header, a field with a blank in front of its colon, lines of a
 * mailbox file, and a line that is of no field. A number that one of them gives to a field is another field's for the next.
 */
public final class CommonReading {
    private static final String MAILBOX_LINE = "x-mailbox-line";

    private CommonReading() {}

    /** Whether a header, which no edit has changed, is the same for all. */
    public static boolean has(HeaderBlock header) {
        return !header.endsAtOtherLine()
                && !header.names().contains(MAILBOX_LINE)
                && header.fields().stream().allMatch(CommonReading::isPlain);
    }

    private static boolean isPlain(String field) {
        int colon = field.indexOf(':');
        return !isBlank(field.charAt(colon - 1))
                && field.indexOf('\r') < 0
                && field.indexOf('\0') < 0
                && field.lines().skip(1).noneMatch(String::isBlank);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
