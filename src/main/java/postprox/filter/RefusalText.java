package postprox.filter;

import postprox.smtp.Reply;
import postprox.smtp.WireText;

/** Makes a reply of what a filter said when it refused a message. */
final class RefusalText {
    /** The original's limit. */
    private static final int MOST = 750;

    private static final int DEFAULT_CODE = 554;
    private static final String DEFAULT_TEXT = "Content rejected";

    private RefusalText() {}

    private static boolean isCoded(String text) {
        return text.length() >= 3
                && (text.charAt(0) == '4' || text.charAt(0) == '5')
                && isDigit(text.charAt(1))
                && isDigit(text.charAt(2))
                && (text.length() == 3 || text.charAt(3) == ' ');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * The reply. A code in front is the filter's own, if it refuses: with any other the client would take the message for
     * delivered, and it would be lost.
     */
    static Reply of(String line) {
        String text = WireText.ascii(line.replace('\t', ' '));
        boolean coded = isCoded(text);
        int code = coded ? Integer.parseInt(text.substring(0, 3)) : DEFAULT_CODE;
        String words = (coded ? text.substring(3) : text).strip();
        return Reply.of(code, words.isEmpty() ? DEFAULT_TEXT : words.substring(0, Math.min(words.length(), MOST)));
    }
}
