package postprox.text;

/** Text of strangers within a line of a log: it can neither end the line, nor pass for a field of it, nor move a cursor. */
public final class LogText {
    private static final String CUT_MARK = "...";

    private LogText() {}

    /**
     * The text with a question mark for each byte of a character that has its way with a terminal or its reader, and a comma for
     * each semicolon that would begin a field. Bytes from 128 up stay where all of them are harmless characters of UTF-8.
     *
     * @param most how many bytes it may have; where it has more it is cut and ends in a mark
     */
    public static String inert(String outside, int most) {
        boolean eightBit = isHarmless(outside);
        // Not through a character: the rest of it would be none.
        int end = eightBit ? WireText.cut(outside, most).length() : Math.min(outside.length(), most);
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

    /** Whether here begins what reads like one of the fields that the log itself puts at the end of a line: "; name=". */
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
