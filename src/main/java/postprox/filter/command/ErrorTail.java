package postprox.filter.command;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import postprox.text.WireText;

/** Keeps the end of a program's output to its standard error, in bounded memory. Not thread-safe. */
final class ErrorTail {
    /** How many bytes are kept. A crash report of a hundred calls fits. */
    static final int MAX_BYTES = 16 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean cut;

    /** Takes the next bytes of the output. */
    void take(byte[] bytes) {
        kept.writeBytes(bytes);
        if (kept.size() > 2 * MAX_BYTES) {
            byte[] all = kept.toByteArray();
            kept.reset();
            kept.write(all, all.length - MAX_BYTES, MAX_BYTES);
            cut = true;
        }
    }

    /** Whether {@link #lines} lacks the beginning of the output. */
    boolean isCut() {
        return cut || kept.size() > MAX_BYTES;
    }

    /**
     * The last lines of the output, one byte a character, without blank lines at its end. A line whose beginning was not kept
     * is left out.
     */
    List<String> lines() {
        int start = Math.max(0, kept.size() - MAX_BYTES);
        String text = WireText.of(kept.toByteArray(), start, kept.size() - start);
        int at = isCut() ? text.indexOf('\n') + 1 : 0;
        List<String> lines = new ArrayList<>();
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            lines.add(text.substring(at, end));
            at = end + 1;
        }
        while (!lines.isEmpty() && lines.getLast().isBlank()) {
            lines.removeLast();
        }
        return lines;
    }
}
