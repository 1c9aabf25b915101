package postprox.filter.policy;

import java.util.stream.Stream;
import postprox.text.WireText;

/**
 * Reads one reply: the line {@code action=...} and an empty line, and not a byte more, since the bytes behind it would be taken for
 * the next reply. Wrong bytes are refused as soon as they show. Not thread-safe.
 */
public final class PolicyReply {
    /** The maximum of a reply. Postfix's own is 2,048 bytes a line (line_length_limit). */
    public static final int MAX_BYTES = 8 * 1024;

    private static final String BEGIN = "action=";
    private static final int QUOTED_BYTES = 60;

    private final StringBuilder text = new StringBuilder();
    private boolean isComplete;

    /**
     * Takes the next bytes.
     *
     * @return whether the reply is complete
     * @throws WrongReplyException if they are no part of a reply
     */
    public boolean take(byte[] bytes, int offset, int length) throws WrongReplyException {
        if (isComplete && length > 0) {
            throw new WrongReplyException("it wrote more than one answer");
        }
        int seen = Math.max(0, text.length() - 1);
        text.append(WireText.of(bytes, offset, Math.min(length, MAX_BYTES + 1 - text.length())));
        int compared = Math.min(text.length(), BEGIN.length());
        if (!BEGIN.startsWith(text.substring(0, compared))) {
            throw new WrongReplyException("its answer does not begin with action=, but with '"
                    + WireText.shorten(WireText.printable(text), QUOTED_BYTES) + "'");
        }
        check(seen);
        return isComplete;
    }

    private void check(int from) throws WrongReplyException {
        int end = text.indexOf("\n", from);
        if (end >= 0 && end + 1 < text.length()) {
            if (text.charAt(end + 1) != '\n') {
                throw new WrongReplyException("its answer has a second line before the empty line: '"
                        + WireText.shorten(WireText.printable(text.substring(end + 1)), QUOTED_BYTES) + "'");
            }
            if (end + 2 < text.length()) {
                throw new WrongReplyException("it wrote more than one answer");
            }
            isComplete = true;
        }
        if (text.length() > MAX_BYTES) {
            throw new WrongReplyException("its answer has more than " + MAX_BYTES + " bytes");
        }
    }

    /** Whether the reply has begun as one begins. */
    public boolean hasBegun() {
        return text.indexOf(BEGIN) == 0;
    }

    /** Whether what has come may be the beginning of a refusal. The first word tells, if all of it is there. */
    public boolean mayRefuse() {
        String first = text.substring(Math.min(text.length(), BEGIN.length())).stripLeading();
        return Stream.of("DUNNO", "OK").noneMatch(word -> isWord(first, word));
    }

    private static boolean isWord(String text, String word) {
        return text.regionMatches(true, 0, word, 0, word.length())
                && (text.length() == word.length() || text.charAt(word.length()) <= ' ');
    }

    /** Whether no byte has come yet. */
    public boolean isEmpty() {
        return text.isEmpty();
    }

    /** What follows {@code action=} in a complete reply, one byte a character. */
    public String action() {
        if (!isComplete) {
            throw new IllegalStateException("the reply is not complete");
        }
        return text.substring(BEGIN.length(), text.length() - 2);
    }
}
