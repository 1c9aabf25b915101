package postprox.filter.command;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import postprox.text.WireText;

/** Keeps the end of what a program writes to its standard error, however much it writes. Not thread-safe. */
final class ErrorTail {
    /** A crash report of a hundred calls fits. */
    static final int MOST = 16 * 1024;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean cut;

    void take(byte[] bytes) {
        kept.writeBytes(bytes);
        if (kept.size() > 2 * MOST) {
            byte[] all = kept.toByteArray();
            kept.reset();
            kept.write(all, all.length - MOST, MOST);
            cut = true;
        }
    }

    /** Whether these are not all lines. */
    boolean isCut() {
        return cut || kept.size() > MOST;
    }

    /** The last lines, one byte a character, less the blank ones at the end. A line whose beginning is lost is left out. */
    List<String> lines() {
        int start = Math.max(0, kept.size() - MOST);
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
