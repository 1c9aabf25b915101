package postprox.smtp;

/**
 * Splits a command into words. Each function looks at each character a fixed number of times, so that its time grows no
 * faster than the text that a stranger sent.
 */
final class CommandWords {
    /** The digits that always fit into a long; RFC 1870 section 5 allows 20. */
    private static final int LONG_DIGITS = 18;

    private CommandWords() {}

    /** Whether isspace(3), and so Postfix, calls this character a blank. */
    static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /** Whether this character is neither a blank nor a control character. */
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

    /** Whether this word stands in a text at this index, in any case. */
    static boolean begins(CharSequence text, int at, String word) {
        return text.length() - at >= word.length()
                && text.subSequence(at, at + word.length()).toString().equalsIgnoreCase(word);
    }

    /**
     * The end of the word of MAIL or RCPT that begins at this index. As in Postfix (smtpd_token.c), a blank does not end the
     * word within quotes or angle brackets, which may be nested, nor after a backslash.
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
     * Reads a part of a text as a number.
     *
     * @return the number; -1 if the part is empty or has a character that is no digit; {@link Long#MAX_VALUE} if the number
     *     has more than 18 digits
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
