package postprox.smtp;

/**
 * How a command falls into words. Every function looks at each character a fixed number of times, whatever a stranger wrote:
 * time must not grow faster than what was sent.
 */
final class Words {
    /** Digits that a long has room for; RFC 1870 section 5 allows 20. */
    private static final int LONG_DIGITS = 18;

    private Words() {}

    /** What is a blank to isspace(3), and so to Postfix. */
    static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /** Neither a blank nor a control character. */
    static boolean isVisible(char c) {
        return c > ' ' && c != 127;
    }

    static int skipBlanks(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static int skipToBlank(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && !isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Whether a text begins with this word at this place, in any case. */
    static boolean begins(CharSequence text, int at, String word) {
        return text.length() - at >= word.length()
                && text.subSequence(at, at + word.length()).toString().equalsIgnoreCase(word);
    }

    /**
     * Where the word of MAIL or RCPT ends that begins here. As with Postfix (smtpd_token.c), quotes and angle brackets hold
     * blanks together, brackets within brackets too, and a backslash holds what is behind it.
     */
    static int end(CharSequence text, int from) {
        int brackets = 0;
        boolean quoted = false;
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '<') {
                brackets++;
            } else if (!quoted && c == '>' && brackets > 0) {
                brackets--;
            } else if (!quoted && brackets == 0 && isBlank(c)) {
                return at;
            }
            at++;
        }
        return text.length();
    }

    /**
     * The number that a part of a text is.
     *
     * @return -1 where there is anything but digits, or nothing; the largest number where it is too long for any message
     */
    static long number(CharSequence text, int from, int to) {
        long number = 0;
        int digits = 0;
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                return -1;
            }
            if (digits > 0 || c > '0') {
                digits++;
            }
            if (digits <= LONG_DIGITS) {
                number = number * 10 + (c - '0');
            }
        }
        return from >= to ? -1 : digits > LONG_DIGITS ? Long.MAX_VALUE : number;
    }
}
