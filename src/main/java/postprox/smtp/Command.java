package postprox.smtp;

import postprox.text.WireText;

/**
 * A command as the client wrote it.
 *
 * @param verb       what it asks for
 * @param argument   what follows the verb, without the blanks around it
 * @param line       the whole line as it came, without its line end
 * @param parameters what it says, if it is MAIL or RCPT
 * @param form       whether its line was read whole; of one that was not, only the verb is known
 */
public record Command(Verb verb, String argument, String line, MailParameters parameters, Line.Form form) {
    /** Reads the parameters of MAIL and RCPT. */
    public Command(Verb verb, String argument, String line) {
        this(verb, argument, line, MailParameters.of(verb, argument, line.length()), Line.Form.WHOLE);
    }

    /** The command of a line, also of one that was not read whole. */
    public static Command of(Line line) {
        return line.isWhole() ? parse(line.text()) : cut(line);
    }

    /** A line that goes on with a command and is opaque, whatever it looks like: the next step of AUTH (RFC 4954 section 4). */
    public static Command continued(Verb verb, Line line) {
        return new Command(verb, "", line.text(), MailParameters.NONE, line.form());
    }

    /**
     * An argument that was cut would be another argument, so none is taken: a BDAT then does not say how many octets follow.
     * Blanks alone may hide any verb; BDAT is the one that must not be missed, since what follows it are no commands.
     */
    private static Command cut(Line line) {
        Verb verb = line.text().isBlank() ? Verb.BDAT : parse(line.text()).verb();
        return new Command(verb, "", verb.name(), MailParameters.NONE, line.form());
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
