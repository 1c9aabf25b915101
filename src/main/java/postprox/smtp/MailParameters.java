package postprox.smtp;

import postprox.text.WireText;

/**
 * The address and the parameters of a MAIL or RCPT command (RFC 5321 sections 4.1.1.2 and 4.1.1.3). The command is parsed
 * once, as Postfix parses it. A command that servers may read in two ways is refused: otherwise the filter could judge one
 * sender while the next hop delivers mail of another.
 *
 * @param address         the address, {@link EnvelopeAddress#NULL_SENDER} for the null sender; empty if {@code doubt} is not
 *                        {@link Doubt#NONE}, and for other commands
 * @param declaredSize    the value of SIZE in bytes (RFC 1870 section 5); 0 without a number, {@link Long#MAX_VALUE} if the
 *                        number has more than 18 digits
 * @param body            the value of BODY (RFC 6152)
 * @param utf8            whether SMTPUTF8 declares that addresses may be UTF-8 (RFC 6531)
 * @param asksForWithheld whether a parameter asks for an extension that postprox withholds
 * @param doubt           the part that servers may read in two ways; such a command must not reach the next hop
 */
public record MailParameters(
        String address, long declaredSize, BodyType body, boolean utf8, boolean asksForWithheld, Doubt doubt) {
    /** The parameters of any other command. */
    static final MailParameters NONE = doubtful(Doubt.NONE);

    /**
     * The longest command, without its line end, that every server reads whole: 512 bytes with the line end (RFC 5321 section
     * 4.5.3.1.4). Postfix drops the rest of a line after 2,048 bytes (line_length_limit). An address without brackets would
     * become another address by such a cut.
     */
    private static final int SURE_LINE_BYTES = 512 - 2;

    private static final String SIZE = "SIZE=";
    private static final String UTF8 = "SMTPUTF8";

    /** The part of a command that servers may read in two ways. */
    public enum Doubt {
        NONE,
        /** The argument does not begin with {@code FROM:} or {@code TO:}. */
        FORM,
        ADDRESS,
        PARAMETER
    }

    /**
     * Reads a command's argument.
     *
     * @param lineBytes the length of the whole line without its line end, in bytes
     */
    static MailParameters of(Verb verb, CharSequence argument, int lineBytes) {
        if (verb == Verb.MAIL) {
            return read(argument, "FROM:", true, lineBytes);
        }
        return verb == Verb.RCPT ? read(argument, "TO:", false, lineBytes) : NONE;
    }

    private static MailParameters read(CharSequence argument, String keyword, boolean mayBeNull, int lineBytes) {
        if (!CommandWords.begins(argument, 0, keyword)) {
            return doubtful(Doubt.FORM);
        }
        int start = CommandWords.skipBlanks(argument, keyword.length());
        int end = CommandWords.end(argument, start);
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

    private static MailParameters withParameters(String address, CharSequence argument, int addressEnd) {
        long size = 0;
        BodyType body = BodyType.UNSAID;
        boolean utf8 = false;
        boolean withheld = false;
        int end = addressEnd;
        for (int at = CommandWords.skipBlanks(argument, end);
                at < argument.length();
                at = CommandWords.skipBlanks(argument, end)) {
            end = CommandWords.end(argument, at);
            CharSequence parameter = argument.subSequence(at, end);
            if (!isSound(parameter)) {
                return doubtful(Doubt.PARAMETER);
            }
            // If a client declares two sizes, the larger one counts.
            size = Math.max(size, declaredSize(parameter));
            body = body.with(parameter);
            utf8 |= parameter.length() == UTF8.length() && CommandWords.begins(parameter, 0, UTF8);
            withheld |= Extension.withholdsParameter(parameter.toString());
        }
        return new MailParameters(address, size, body, utf8, withheld, Doubt.NONE);
    }

    /**
     * Whether the text is a parameter of RFC 5321 section 4.1.2. It is none if it has a blank. The blank then follows a
     * quotation mark, a bracket or a backslash: Postfix reads on there, and other servers end the parameter.
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
            if (!CommandWords.isVisible(parameter.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKeyword(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
    }

    private static long declaredSize(CharSequence parameter) {
        return CommandWords.begins(parameter, 0, SIZE)
                ? Math.max(0, CommandWords.number(parameter, SIZE.length(), parameter.length()))
                : 0;
    }

    private static MailParameters doubtful(Doubt doubt) {
        return new MailParameters("", 0, BodyType.UNSAID, false, false, doubt);
    }
}
