package postprox.filter.command;

import postprox.text.WireText;

/**
 * Keeps the last line of what a program writes that holds anything but blanks, however much it writes. Not thread-safe.
 */
final class LastLine {
    /** More than any reply can have. */
    private static final int MOST = 2048;

    private final StringBuilder line = new StringBuilder();
    private String last = "";

    void take(byte[] bytes) {
        String text = WireText.of(bytes, 0, bytes.length);
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            append(text, start, end);
            endLine();
            start = end + 1;
        }
        append(text, start, text.length());
    }

    /** The line, without blanks around it; empty where there was none. */
    String text() {
        endLine();
        return last;
    }

    private void append(String text, int start, int end) {
        line.append(text, start, Math.min(end, start + MOST - line.length()));
    }

    private void endLine() {
        String text = line.toString().strip();
        line.setLength(0);
        if (!text.isEmpty()) {
            last = text;
        }
    }
}
