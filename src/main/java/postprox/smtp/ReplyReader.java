package postprox.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.text.WireText;

/** Reads one reply of one or more lines (RFC 5321 section 4.2.1) of a limited size ({@link SmtpLimits}). */
public final class ReplyReader {
    private ReplyReader() {}

    /**
     * Reads a reply.
     *
     * @throws EOFException            if the server closed the connection before the reply was whole
     * @throws MalformedReplyException if the server sent a line that is no reply, or a reply that is too long
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
        Optional<Line> line = LineReader.read(in, SmtpLimits.REPLY_LINE_BYTES);
        if (line.isEmpty()) {
            throw new EOFException("the connection was closed");
        }
        return switch (line.get().form()) {
            // A client could take a CR or a NUL inside a reply for a line end, and so find two replies in one.
            case WHOLE -> WireText.printable(line.get().text().replace('\t', ' '));
            case NO_ROOM -> throw new MalformedReplyException("no memory for a reply line so long");
            case TOO_LONG ->
                throw new MalformedReplyException(
                        "a reply line of more than " + SmtpLimits.REPLY_LINE_BYTES + " bytes");
        };
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
