package postprox.smtp;

import java.util.List;
import postprox.text.WireText;

/**
 * A reply to a command (RFC 5321 section 4.2).
 *
 * @param code  the reply code, from 200 to 599
 * @param lines the lines as on the wire, with the code; at least one, and no line holds a line end
 */
public record Reply(int code, List<String> lines) {
    public Reply {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a reply has at least one line");
        }
    }

    /**
     * Makes a reply of one line.
     *
     * @param text the text after the code; a character that is not printable is replaced, so that the reply stays one line
     */
    public static Reply of(int code, String text) {
        return new Reply(code, List.of(WireText.printable(code + " " + text)));
    }

    /** Whether the server carried the command out. */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /** Whether the server waits for more: for content, or for a step of AUTH. */
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /** Whether the server refused the command, for now (4xx) or for good (5xx). */
    public boolean isNegative() {
        return code / 100 == 4 || code / 100 == 5;
    }

    /** Whether the server refused the command for good (5xx). */
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /** The same reply with another code. An enhanced status code in the text stays as it is. */
    public Reply withCode(int other) {
        return new Reply(
                other, lines.stream().map(line -> other + line.substring(3)).toList());
    }

    /** The reply's lines joined to one line, for the log. */
    public String oneLine() {
        return String.join(" / ", lines);
    }

    /** The bytes of the reply on the wire. */
    public byte[] toBytes() {
        return WireText.bytes(String.join("\r\n", lines) + "\r\n");
    }
}
