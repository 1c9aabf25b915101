package postprox.filter.command;

import postprox.text.WireText;

/** Keeps the last line of a program's output that is not blank, in bounded memory. Not thread-safe. */
final class LastLine {
    /** A longer line is cut. No reply is that long. */
    private static final int MAX_LENGTH = 2048;

    private final StringBuilder line = new StringBuilder();
    private String last = "";

    /** Takes the next bytes of the output. */
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

    /** The line without blanks around it; empty if there is none. Ends the line that is being taken. */
    String text() {
        endLine();
        return last;
    }

    private void append(String text, int start, int end) {
        line.append(text, start, Math.min(end, start + MAX_LENGTH - line.length()));
    }

    private void endLine() {
        String text = line.toString().strip();
        line.setLength(0);
        if (!text.isEmpty()) {
            last = text;
        }
    }
}
