package postprox.text;

/** Makes text from a client safe for a log line: it cannot end the line, imitate a field of the line, or move a cursor. */
public final class LogText {
    private static final String CUT_MARK = "...";

    private LogText() {}

    /**
     * The text with a question mark for each control character, and a comma for each semicolon that would begin a field. Bytes
     * from 128 up stay if the text is UTF-8 and has no control and no misleading character there; else each becomes a question
     * mark.
     *
     * @param outside  the text, one byte a character
     * @param maxBytes the maximum length; a longer text is cut there, and a mark follows
     */
    public static String inert(String outside, int maxBytes) {
        boolean eightBit = isHarmless(outside);
        // A cut within a UTF-8 character would leave bytes that are no character.
        int end = eightBit ? WireText.cut(outside, maxBytes).length() : Math.min(outside.length(), maxBytes);
        StringBuilder text = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = outside.charAt(i);
            text.append(c < ' ' || c == 127 || c > 127 && !eightBit ? '?' : startsField(outside, i) ? ',' : c);
        }
        return end < outside.length() ? text.append(CUT_MARK).toString() : text.toString();
    }

    private static boolean isHarmless(String bytes) {
        return Characters.of(bytes)
                .filter(text ->
                        text.chars().noneMatch(c -> c > 127 && (Characters.isControl(c) || Characters.misleads(c))))
                .isPresent();
    }

    /** Whether a text like {@code "; name="} begins here, with which the log begins a field at the end of its lines. */
    private static boolean startsField(String text, int at) {
        if (!text.startsWith("; ", at)) {
            return false;
        }
        int end = at + 2;
        while (end < text.length() && text.charAt(end) >= 'a' && text.charAt(end) <= 'z') {
            end++;
        }
        return end > at + 2 && text.startsWith("=", end);
    }
}
