package postprox.trial;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The report of a trial, as text with a column of headings and a column of values. A value may quote a stranger, so this class
 * makes each value safe for a terminal ({@link TerminalText}). Not thread-safe.
 */
final class Report {
    private static final int HEADING_WIDTH = 10;
    private static final String BELOW = " ".repeat(HEADING_WIDTH);

    private final StringBuilder text = new StringBuilder();

    void row(String heading, String words) {
        text.append(heading)
                .append(" ".repeat(HEADING_WIDTH - heading.length()))
                .append(TerminalText.shown(words))
                .append('\n');
    }

    /** Adds a blank line, and then a heading with one line below the other. */
    void block(String heading, List<String> lines) {
        text.append('\n');
        row(heading, lines.isEmpty() ? "nothing" : lines.getFirst());
        lines.stream()
                .skip(1)
                .forEach(line ->
                        text.append(BELOW).append(TerminalText.shown(line)).append('\n'));
    }

    /** Adds a blank line, and then lines without a heading or an indentation, so that other programs can read them. */
    void verbatim(List<String> lines) {
        text.append('\n');
        lines.forEach(line -> text.append(TerminalText.shown(line)).append('\n'));
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f s", time.toNanos() / 1e9);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
