package postprox.trial;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import postprox.text.WireText;

/** Keeps the beginning of a filter's standard error, for the report. Not thread-safe. */
final class ErrorText {
    /** The maximum that is shown, in bytes: some screens full. */
    static final int SHOWN_BYTES = 16 * 1024;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private long total;

    void take(byte[] bytes) {
        shown.write(bytes, 0, Math.min(bytes.length, SHOWN_BYTES - shown.size()));
        total += bytes.length;
    }

    /** The lines of the text, with blanks for tabs. If the text was longer, a last line tells how much of it is shown. */
    List<String> lines() {
        String text = WireText.of(shown.toByteArray(), 0, shown.size());
        List<String> lines = new ArrayList<>();
        text.lines().map(line -> line.replace("\t", "    ")).forEach(lines::add);
        if (total > SHOWN_BYTES) {
            lines.add("[the first " + SHOWN_BYTES + " of " + total + " bytes]");
        }
        return lines;
    }
}
