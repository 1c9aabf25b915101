package postprox.smtp;

import java.util.regex.Pattern;

/**
 * A command as the client wrote it.
 *
 * @param verb     what it asks for
 * @param argument what follows the verb, without the blanks around it
 * @param line     the whole line as it came, without its line end
 */
public record Command(Verb verb, String argument, String line) {
    private static final Pattern BLANKS = Pattern.compile("[ \\t-\\r]+");

    /**
     * Recognises a command as Postfix does (smtpd_token.c): any case, blanks before and after. A command that we read
     * otherwise than the next hop could carry a message past the filter.
     */
    public static Command parse(String line) {
        int start = skipBlanks(line, 0);
        int end = start;
        while (end < line.length() && !isBlank(line.charAt(end))) {
            end++;
        }
        return new Command(Verb.named(line.substring(start, end)), trim(line.substring(end)), line);
    }

    /**
     * Whether the line holds what no command may: a CR that is not part of its end, which the next hop could read as
     * the end of a command, or a NUL, where a program in C would stop reading.
     */
    public boolean isBroken() {
        return line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0;
    }

    /**
     * Whether it asks, by a parameter of MAIL or RCPT, for an extension that no client is offered. Every word is looked at,
     * wherever the next hop may think that the address ends.
     */
    public boolean asksForWithheld() {
        return (verb == Verb.MAIL || verb == Verb.RCPT)
                && BLANKS.splitAsStream(argument).anyMatch(Extension::withholdsParameter);
    }

    /** Whether all octets of the line are US-ASCII. */
    public boolean isAscii() {
        return isAscii(line);
    }

    /** Whether those of its first word are, which says what it asks for. */
    public boolean hasAsciiVerb() {
        int end = skipBlanks(line, 0);
        while (end < line.length() && !isBlank(line.charAt(end))) {
            end++;
        }
        return isAscii(line.substring(0, end));
    }

    /** Whether one of its words, in any case, is this parameter of MAIL or RCPT. */
    public boolean hasParameter(String parameter) {
        return BLANKS.splitAsStream(argument).anyMatch(parameter::equalsIgnoreCase);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(octet -> octet < 0x80);
    }

    /** The bytes of the command on the wire. */
    public byte[] toBytes() {
        return WireText.bytes(line + "\r\n");
    }

    static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static String trim(String text) {
        int start = skipBlanks(text, 0);
        int end = text.length();
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
