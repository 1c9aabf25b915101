package postprox.filter.command;

import postprox.smtp.Reply;
import postprox.text.WireText;

/** Makes a reply of what a filter said when it refused a message. */
final class RefusalText {
    /** The original's limit. */
    private static final int MOST = 750;

    private static final int CODE_DIGITS = 3;

    /** RFC 5321 section 4.2.1: a hyphen where lines follow. */
    private static final String BEHIND_CODE = " \t-";

    /** RFC 3463 section 2: the classes that an enhanced status code may have, and the digits of each of its other numbers. */
    private static final String CLASSES = "245";

    private static final int MOST_DIGITS = 3;

    private static final int DEFAULT_CODE = 554;
    private static final String DEFAULT_TEXT = "Content rejected";

    private RefusalText() {}

    /**
     * The reply. A code in front is the filter's own, if it refuses: with any other the client would take the message for
     * delivered, and it would be lost.
     */
    static Reply of(String line) {
        String text = text(line);
        boolean coded = choosesCode(line);
        int code = coded ? Integer.parseInt(text.substring(0, CODE_DIGITS)) : DEFAULT_CODE;
        String words = (coded ? text.substring(CODE_DIGITS) : text).strip();
        return Reply.of(
                code,
                words.isEmpty() ? DEFAULT_TEXT : agreeing(code, words.substring(0, Math.min(words.length(), MOST))));
    }

    /**
     * The words with the class of the enhanced code in front, if there is one, that belongs to the reply code (RFC 2034): else
     * one says that the client may come again, and the other that it may not.
     */
    private static String agreeing(int code, String words) {
        return hasEnhancedCode(words) ? code / 100 + words.substring(1) : words;
    }

    private static boolean hasEnhancedCode(String words) {
        String first = words.substring(0, words.indexOf(' ') < 0 ? words.length() : words.indexOf(' '));
        int second = first.indexOf('.', 2);
        return second > 0
                && CLASSES.indexOf(first.charAt(0)) >= 0
                && first.charAt(1) == '.'
                && isNumber(first.substring(2, second))
                && isNumber(first.substring(second + 1));
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> isDigit((char) c));
    }

    /** Whether a reply cannot say a line as it is. */
    static boolean losesBytes(String line) {
        return !text(line).equals(line.replace('\t', ' '));
    }

    /** Whether a line has a code of its own in front, with nothing behind it or a space. */
    static boolean choosesCode(String line) {
        String text = text(line);
        return hasCode(text) && (text.length() == CODE_DIGITS || text.charAt(CODE_DIGITS) == ' ');
    }

    private static String text(String line) {
        return WireText.ascii(line.replace('\t', ' '));
    }

    /** Whether a line begins with the code of a refusal, as the last line of a reply or another. */
    static boolean hasCode(String line) {
        return line.length() >= CODE_DIGITS
                && (line.charAt(0) == '4' || line.charAt(0) == '5')
                && isDigit(line.charAt(1))
                && isDigit(line.charAt(2))
                && (line.length() == CODE_DIGITS || BEHIND_CODE.indexOf(line.charAt(CODE_DIGITS)) >= 0);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
