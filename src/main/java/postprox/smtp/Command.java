package postprox.smtp;

import postprox.text.WireText;

/**
 * A command as the client wrote it.
 *
 * @param verb       the command's verb
 * @param argument   the text after the verb, without blanks at its ends
 * @param line       the line as it came, without its line end
 * @param parameters the address and parameters of MAIL or RCPT
 * @param form       whether the line was read whole; if not, only the verb is known
 */
public record Command(Verb verb, String argument, String line, MailParameters parameters, Line.Form form) {
    /** A command whose line was read whole. */
    public Command(Verb verb, String argument, String line) {
        this(verb, argument, line, MailParameters.of(verb, argument, line.length()), Line.Form.WHOLE);
    }

    /** The command of a line, even if the line was not read whole. */
    public static Command of(Line line) {
        return line.isWhole() ? parse(line.text()) : cut(line);
    }

    /** A line that continues a command and is not parsed, such as the next step of AUTH (RFC 4954 section 4). */
    public static Command continued(Verb verb, Line line) {
        return new Command(verb, "", line.text(), MailParameters.NONE, line.form());
    }

    /**
     * The command of a line that was not read whole. It has no argument, since a cut argument could mean something else: such a
     * BDAT does not tell the number of octets after it. A beginning of blanks alone could belong to any verb. It counts as BDAT,
     * since the octets after a BDAT must never be read as commands.
     */
    private static Command cut(Line line) {
        Verb verb = line.text().isBlank() ? Verb.BDAT : parse(line.text()).verb();
        return new Command(verb, "", verb.name(), MailParameters.NONE, line.form());
    }

    /**
     * Parses a line as Postfix does (smtpd_token.c): in any case, with blanks before and after the verb. If postprox and the next
     * hop read a command differently, the command could carry a message past the filter.
     */
    public static Command parse(String line) {
        int start = CommandWords.skipBlanks(line, 0);
        int end = CommandWords.skipToBlank(line, start);
        return new Command(Verb.named(line.substring(start, end)), trim(line.substring(end)), line);
    }

    /**
     * Whether the line has a CR that is not part of its line end, or a NUL. The next hop could take the CR for the end of the
     * command, and a program in C stops reading at the NUL.
     */
    public boolean isBroken() {
        return line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0;
    }

    /** Whether all octets of the line are US-ASCII. */
    public boolean isAscii() {
        return isAscii(line);
    }

    /** Whether all octets of the verb are US-ASCII. */
    public boolean hasAsciiVerb() {
        return isAscii(line.substring(0, CommandWords.skipToBlank(line, CommandWords.skipBlanks(line, 0))));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(octet -> octet < 0x80);
    }

    /** The bytes of the command on the wire. */
    public byte[] toBytes() {
        return WireText.bytes(line + "\r\n");
    }

    private static String trim(String text) {
        int start = CommandWords.skipBlanks(text, 0);
        int end = text.length();
        while (end > start && CommandWords.isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
