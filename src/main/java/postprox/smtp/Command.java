package postprox.smtp;

import postprox.text.WireText;

/**
 * A command as the client wrote it.
 *
 * @param verb       what it asks for
 * @param argument   what follows the verb, without the blanks around it
 * @param line       the whole line as it came, without its line end
 * @param parameters what it says, if it is MAIL or RCPT
 */
public record Command(Verb verb, String argument, String line, MailParameters parameters) {
    /** Reads the parameters of MAIL and RCPT. */
    public Command(Verb verb, String argument, String line) {
        this(verb, argument, line, MailParameters.of(verb, argument, line.length()));
    }

    /**
     * Recognises a command as Postfix does (smtpd_token.c): any case, blanks before and after. A command that we read
     * otherwise than the next hop could carry a message past the filter.
     */
    public static Command parse(String line) {
        int start = Words.skipBlanks(line, 0);
        int end = Words.skipToBlank(line, start);
        return new Command(Verb.named(line.substring(start, end)), trim(line.substring(end)), line);
    }

    /**
     * Whether the line holds what no command may: a CR that is not part of its end, which the next hop could read as
     * the end of a command, or a NUL, where a program in C would stop reading.
     */
    public boolean isBroken() {
        return line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0;
    }

    /** Whether all octets of the line are US-ASCII. */
    public boolean isAscii() {
        return isAscii(line);
    }

    /** Whether those of its first word are, which says what it asks for. */
    public boolean hasAsciiVerb() {
        return isAscii(line.substring(0, Words.skipToBlank(line, Words.skipBlanks(line, 0))));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(octet -> octet < 0x80);
    }

    /** The bytes of the command on the wire. */
    public byte[] toBytes() {
        return WireText.bytes(line + "\r\n");
    }

    private static String trim(String text) {
        int start = Words.skipBlanks(text, 0);
        int end = text.length();
        while (end > start && Words.isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
