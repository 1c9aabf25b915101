package postprox.trial;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import postprox.text.WireText;

/** What a filter writes to its standard error, as far as anybody wants to read it. Not thread-safe. */
final class ErrorText {
    /** Some screens full. A filter that says more has gone wild. */
    static final int SHOWN_BYTES = 16 * 1024;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private long total;

    void take(byte[] bytes) {
        shown.write(bytes, 0, Math.min(bytes.length, SHOWN_BYTES - shown.size()));
        total += bytes.length;
    }

    /** Its lines, tabs as blanks, and a last one that says what was left out, if anything was. */
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
