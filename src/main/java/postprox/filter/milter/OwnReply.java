package postprox.filter.milter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.RefusalText;
import postprox.smtp.Replies;
import postprox.smtp.Reply;
import postprox.text.WireText;

/**
 * Reads the reply that a milter gives in its own words (smfi_setreply, smfi_setmlreply). A milter sends a text for printf(3), so that a
 * percent sign counts only where there are two.
 */
final class OwnReply {
    /** As many as smfi_setmlreply takes. */
    private static final int MOST_LINES = 32;

    /** The maximum length of a line's words. */
    private static final int MOST_WORDS = 750;

    private static final int CODE_DIGITS = 3;
    private static final int FOR_NOW = 451;

    private OwnReply() {}

    /**
     * The reply to the client: a 4xx or 5xx, printable US-ASCII, and 451 in place of 421, which would end the session.
     *
     * @return empty if it is no such reply: its lines have different codes, or the class of an enhanced code is another than the code's
     */
    static Optional<Reply> of(String text) {
        List<String> lines = lines(withoutFormat(text));
        if (lines.size() > MOST_LINES || !RefusalText.hasCode(lines.getLast())) {
            return Optional.empty();
        }
        int code = Integer.parseInt(lines.getLast().substring(0, CODE_DIGITS));
        List<String> shown = new ArrayList<>();
        for (String line : lines) {
            boolean isLast = shown.size() == lines.size() - 1;
            if (!isLineOf(line, code, isLast)) {
                return Optional.empty();
            }
            String words = words(line).isEmpty() ? Replies.REJECTED_TEXT : words(line);
            shown.add(code + (isLast ? " " : "-") + WireText.shorten(WireText.ascii(words), MOST_WORDS));
        }
        Reply reply = new Reply(code, shown);
        return Optional.of(code == Replies.HANGING_UP ? reply.withCode(FOR_NOW) : reply);
    }

    private static boolean isLineOf(String line, int code, boolean isLast) {
        return RefusalText.hasCode(line)
                && line.startsWith(Integer.toString(code))
                && (line.length() == CODE_DIGITS ? isLast : line.charAt(CODE_DIGITS) == (isLast ? ' ' : '-'))
                && line.indexOf('\r') < 0
                && line.indexOf('\n') < 0
                && (!RefusalText.hasEnhancedCode(words(line)) || words(line).charAt(0) == line.charAt(0));
    }

    private static String words(String line) {
        return line.substring(Math.min(line.length(), CODE_DIGITS + 1));
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf("\r\n");
                end >= 0 && lines.size() <= MOST_LINES;
                end = text.indexOf("\r\n", start)) {
            lines.add(text.substring(start, end));
            start = end + 2;
        }
        lines.add(text.substring(start));
        return lines;
    }

    private static String withoutFormat(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) != '%') {
                plain.append(text.charAt(at));
            } else if (text.startsWith("%%", at)) {
                plain.append('%');
                at++;
            }
        }
        return plain.toString();
    }
}
