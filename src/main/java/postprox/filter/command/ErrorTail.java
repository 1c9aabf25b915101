package postprox.filter.command;

import java.util.ArrayList;
import java.util.List;
import postprox.text.WireText;

/** Keeps the end of a program's output to its standard error, in bounded memory. Not thread-safe. */
final class ErrorTail {
    /** How many bytes are kept. A crash report of a hundred calls fits. */
    static final int MAX_BYTES = 16 * 1024;

    private String kept = "";
    private boolean cut;

    /** Takes the next bytes of the output. */
    void take(byte[] bytes) {
        String all = kept + WireText.of(bytes, 0, bytes.length);
        cut |= all.length() > MAX_BYTES;
        kept = all.substring(Math.max(0, all.length() - MAX_BYTES));
    }

    /** Whether {@link #lines} lacks the beginning of the output. */
    boolean isCut() {
        return cut;
    }

    /**
     * The last lines of the output, one byte a character, without blank lines at its end. A line whose beginning was not kept
     * is left out.
     */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int end = kept.indexOf('\n'); end >= 0; end = kept.indexOf('\n', start)) {
            lines.add(kept.substring(start, end));
            start = end + 1;
        }
        lines.add(kept.substring(start));
        if (cut) {
            lines.removeFirst();
        }
        while (!lines.isEmpty() && lines.getLast().isBlank()) {
            lines.removeLast();
        }
        return lines;
    }
}
