package postprox.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import postprox.text.WireText;

/** Reads one reply of one or more lines (RFC 5321 section 4.2.1) under a budget. */
public final class ReplyReader {
    private ReplyReader() {}

    /**
     * Reads a reply.
     *
     * @throws EOFException             where the server closed before the reply was whole
     * @throws MalformedReplyException where what came is no reply
     */
    public static Reply read(InputBuffer in) throws IOException {
        List<String> lines = new ArrayList<>(1);
        int budget = SmtpLimits.REPLY_BYTES;
        while (true) {
            String line = readLine(in);
            budget -= line.length();
            if (budget < 0) {
                throw new MalformedReplyException("a reply of more than " + SmtpLimits.REPLY_BYTES + " bytes");
            }
            if (!isReplyLine(line)
                    || !lines.isEmpty() && !line.startsWith(lines.getFirst().substring(0, 3))) {
                throw new MalformedReplyException("not a reply: \"" + WireText.cut(line, 80) + "\"");
            }
            lines.add(line);
            if (line.length() == 3 || line.charAt(3) == ' ') {
                return new Reply(Integer.parseInt(line.substring(0, 3)), lines);
            }
        }
    }

    private static String readLine(InputBuffer in) throws IOException {
        LineReader.Line line = LineReader.read(in, SmtpLimits.REPLY_LINE_BYTES);
        // A switch over types is made when it is first used: the first client would wait for it (ColdStartTest).
        if (line instanceof LineReader.Line.Text(String text)) {
            // A CR or NUL inside a reply could be a line end to the client: nothing in a reply becomes a second line.
            return WireText.printable(text.replace('\t', ' '));
        }
        if (line instanceof LineReader.Line.End) {
            throw new EOFException("the connection was closed");
        }
        throw new MalformedReplyException(
                line instanceof LineReader.Line.NoRoom
                        ? "no memory for a reply line so long"
                        : "a reply line of more than " + SmtpLimits.REPLY_LINE_BYTES + " bytes");
    }

    private static boolean isReplyLine(String line) {
        return line.length() >= 3
                && line.charAt(0) >= '2'
                && line.charAt(0) <= '5'
                && isDigit(line.charAt(1))
                && isDigit(line.charAt(2))
                && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
