package postprox.smtp;

import postprox.text.WireText;

/**
 * What MAIL or RCPT says (RFC 5321 section 4.1.1.2 and 4.1.1.3), read once. Only what all servers read in the same way is
 * taken: if the next hop found another address in the line than the filter and the log, a filter would judge one sender and
 * the next hop deliver mail of another. Addresses and parameters are found where Postfix finds them.
 *
 * @param address         the address, {@link EnvelopeAddress#NULL_SENDER} for the null sender; empty where there is none
 * @param declaredSize    what SIZE says (RFC 1870 section 5), in bytes; 0 where it says nothing, the largest number where it is
 *                        too long for any message
 * @param body            what BODY says (RFC 6152)
 * @param utf8            whether SMTPUTF8 says that addresses are UTF-8 (RFC 6531)
 * @param asksForWithheld whether a parameter asks for an extension that no client is offered
 * @param doubt           what could be read in two ways, so that the command must not be passed on
 */
public record MailParameters(
        String address, long declaredSize, BodyType body, boolean utf8, boolean asksForWithheld, Doubt doubt) {
    /** Any other command. */
    static final MailParameters NONE = doubtful(Doubt.NONE);

    /**
     * A server reads so much of a command at least, line end included (RFC 5321 section 4.5.3.1.4), and Postfix drops what is
     * longer than 2,048 (line_length_limit). An address without brackets that is cut there is another address.
     */
    private static final int SURE_LINE_BYTES = 512 - 2;

    private static final String SIZE = "SIZE=";
    private static final String UTF8 = "SMTPUTF8";

    /** What of a command could be read in two ways. */
    public enum Doubt {
        NONE,
        /** There is no {@code FROM:} or {@code TO:} where it belongs. */
        FORM,
        ADDRESS,
        PARAMETER
    }

    /**
     * Reads a command's argument.
     *
     * @param lineBytes how long the whole line is
     */
    static MailParameters of(Verb verb, CharSequence argument, int lineBytes) {
        return switch (verb) {
            case MAIL -> read(argument, "FROM:", true, lineBytes);
            case RCPT -> read(argument, "TO:", false, lineBytes);
            default -> NONE;
        };
    }

    private static MailParameters read(CharSequence argument, String keyword, boolean mayBeNull, int lineBytes) {
        if (!Words.begins(argument, 0, keyword)) {
            return doubtful(Doubt.FORM);
        }
        int start = Words.skipBlanks(argument, keyword.length());
        int end = Words.end(argument, start);
        String address = EnvelopeAddress.of(argument.subSequence(start, end)).orElse("");
        boolean bracketed = start < end && argument.charAt(start) == '<';
        if (address.isEmpty()
                || !WireText.printable(address).equals(address)
                || address.equals(EnvelopeAddress.NULL_SENDER) && !mayBeNull
                || !bracketed && lineBytes > SURE_LINE_BYTES) {
            return doubtful(Doubt.ADDRESS);
        }
        return withParameters(address, argument, end);
    }

    private static MailParameters withParameters(String address, CharSequence argument, int behindAddress) {
        long size = 0;
        BodyType body = BodyType.UNSAID;
        boolean utf8 = false;
        boolean withheld = false;
        int end = behindAddress;
        for (int at = Words.skipBlanks(argument, end); at < argument.length(); at = Words.skipBlanks(argument, end)) {
            end = Words.end(argument, at);
            CharSequence parameter = argument.subSequence(at, end);
            if (!isSound(parameter)) {
                return doubtful(Doubt.PARAMETER);
            }
            // Said twice, it counts as the larger one.
            size = Math.max(size, declaredSize(parameter));
            body = body.with(parameter);
            utf8 |= parameter.length() == UTF8.length() && Words.begins(parameter, 0, UTF8);
            withheld |= Extension.withholdsParameter(parameter.toString());
        }
        return new MailParameters(address, size, body, utf8, withheld, Doubt.NONE);
    }

    /**
     * Whether it is a parameter of RFC 5321 section 4.1.2. A blank within it stands behind a quotation mark, a bracket or a
     * backslash, where Postfix goes on reading and others do not.
     */
    private static boolean isSound(CharSequence parameter) {
        int at = 0;
        while (at < parameter.length() && isKeyword(parameter.charAt(at))) {
            at++;
        }
        if (at == 0 || at < parameter.length() && parameter.charAt(at) != '=') {
            return false;
        }
        for (; at < parameter.length(); at++) {
            if (!Words.isVisible(parameter.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKeyword(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
    }

    private static long declaredSize(CharSequence parameter) {
        return Words.begins(parameter, 0, SIZE)
                ? Math.max(0, Words.number(parameter, SIZE.length(), parameter.length()))
                : 0;
    }

    private static MailParameters doubtful(Doubt doubt) {
        return new MailParameters("", 0, BodyType.UNSAID, false, false, doubt);
    }
}
