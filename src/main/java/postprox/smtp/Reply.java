package postprox.smtp;

import java.util.List;
import postprox.text.WireText;

/**
 * A reply (RFC 5321 section 4.2), as it is sent, logged and tested.
 *
 * @param code  from 200 to 599
 * @param lines the lines as on the wire, code included, line ends not; at least one, and none can hold a line end
 */
public record Reply(int code, List<String> lines) {
    public Reply {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a reply has at least one line");
        }
    }

    /** A reply of one line. */
    public static Reply of(int code, String text) {
        return new Reply(code, List.of(WireText.printable(code + " " + text)));
    }

    /** The command was carried out. */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /** The server waits for more: content, or a step of AUTH. */
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /** The command was refused, for now or for good. */
    public boolean isNegative() {
        return code / 100 == 4 || code / 100 == 5;
    }

    /** The same words under another code. */
    public Reply withCode(int other) {
        return new Reply(
                other, lines.stream().map(line -> other + line.substring(3)).toList());
    }

    /** The reply's lines joined to one, for a log. */
    public String oneLine() {
        return String.join(" / ", lines);
    }

    /** The bytes of the reply on the wire. */
    public byte[] toBytes() {
        return WireText.bytes(String.join("\r\n", lines) + "\r\n");
    }
}
