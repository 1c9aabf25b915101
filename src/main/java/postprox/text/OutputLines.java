package postprox.text;

import java.util.function.Consumer;

/** Makes lines of what a program writes, in bounded memory. Lines have one byte a character. Not thread-safe. */
public final class OutputLines {
    private final int longest;
    private final Consumer<String> taker;
    private final StringBuilder line = new StringBuilder();

    /**
     * Makes lines.
     *
     * @param longest how long a line may be; the rest of a longer one is left out
     * @param taker   gets each line that is not blank, without its end and the blanks before that
     */
    public OutputLines(int longest, Consumer<String> taker) {
        this.longest = longest;
        this.taker = taker;
    }

    /** Takes the next bytes. */
    public void take(byte[] bytes) {
        String text = WireText.of(bytes, 0, bytes.length);
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            append(text, start, end);
            endLine();
            start = end + 1;
        }
        append(text, start, text.length());
    }

    /** Ends the line that is being taken, since no more bytes come. */
    public void endLine() {
        String text = line.toString().stripTrailing();
        line.setLength(0);
        if (!text.isEmpty()) {
            taker.accept(text);
        }
    }

    private void append(String text, int start, int end) {
        line.append(text, start, Math.min(end, start + longest - line.length()));
    }
}
