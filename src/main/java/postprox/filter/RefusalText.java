package postprox.filter;

import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.text.WireText;

/** Makes the reply to the client when a filter refused a message: of the last line that it wrote, or of the administrator's words. */
public final class RefusalText {
    /** The maximum length of the text, as in the original program. */
    private static final int MAX_LENGTH = 750;

    private static final int CODE_DIGITS = 3;

    /**
     * The characters that may follow a code: a blank, or a hyphen if more lines of the reply follow (RFC 5321 section 4.2.1).
     */
    private static final String AFTER_CODE = " \t-";

    /**
     * The classes of an enhanced status code, and the maximum number of digits of its other two numbers (RFC 3463 section 2).
     */
    private static final String CLASSES = "245";

    private static final int MAX_DIGITS = 3;

    private static final int POLICY_CODE = 554;

    /** A security policy forbids the message (RFC 3463 section 3.8). */
    private static final String POLICY_ENHANCED_CODE = "5.7.1 ";

    private RefusalText() {}

    /**
     * The refusal of a message in the administrator's own words.
     *
     * @param words printable US-ASCII without a code
     */
    public static Reply byPolicy(String words) {
        return Reply.of(POLICY_CODE, POLICY_ENHANCED_CODE + words);
    }

    /**
     * The reply for a line. If the line begins with a 4xx or 5xx code, the reply has this code. Any other code is just text:
     * with a 2xx code the client would take the message for delivered, and the message would be lost.
     */
    public static Reply of(String line) {
        String text = text(line);
        boolean coded = choosesCode(line);
        int code = coded ? Integer.parseInt(text.substring(0, CODE_DIGITS)) : Replies.REJECTED;
        String words = (coded ? text.substring(CODE_DIGITS) : text).strip();
        return Reply.of(
                code,
                words.isEmpty()
                        ? Replies.REJECTED_TEXT
                        : agreeing(code, words.substring(0, Math.min(words.length(), MAX_LENGTH))));
    }

    /**
     * The words, whose enhanced code gets the class of the reply code (RFC 2034), if they begin with one. Otherwise one of the
     * two codes could tell the client to try again, and the other not to.
     */
    private static String agreeing(int code, String words) {
        return hasEnhancedCode(words) ? code / 100 + words.substring(1) : words;
    }

    /** Whether words begin with an enhanced status code (RFC 3463 section 2). */
    public static boolean hasEnhancedCode(String words) {
        String first = words.substring(0, words.indexOf(' ') < 0 ? words.length() : words.indexOf(' '));
        int second = first.indexOf('.', 2);
        return second > 0
                && CLASSES.indexOf(first.charAt(0)) >= 0
                && first.charAt(1) == '.'
                && isNumber(first.substring(2, second))
                && isNumber(first.substring(second + 1));
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> isDigit((char) c));
    }

    /** Whether a line has bytes that a reply must not have. A tab does not count: the reply has a space in its place. */
    public static boolean losesBytes(String line) {
        return !text(line).equals(line.replace('\t', ' '));
    }

    /** Whether a line begins with a 4xx or 5xx code that is followed by a blank or by nothing. */
    public static boolean choosesCode(String line) {
        String text = text(line);
        return hasCode(text) && (text.length() == CODE_DIGITS || text.charAt(CODE_DIGITS) == ' ');
    }

    private static String text(String line) {
        return WireText.ascii(line.replace('\t', ' '));
    }

    /**
     * Whether a line begins with a 4xx or 5xx code, in the form of a reply's last line or of an earlier one (with a hyphen).
     */
    public static boolean hasCode(String line) {
        return line.length() >= CODE_DIGITS
                && (line.charAt(0) == '4' || line.charAt(0) == '5')
                && isDigit(line.charAt(1))
                && isDigit(line.charAt(2))
                && (line.length() == CODE_DIGITS || AFTER_CODE.indexOf(line.charAt(CODE_DIGITS)) >= 0);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
