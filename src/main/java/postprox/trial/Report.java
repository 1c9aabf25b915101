package postprox.trial;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The account of a trial as text: a column of headings, a column of what there is to say. All of it may quote a stranger, so
 * all of it is made fit for a terminal here.
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

    /** Lines below each other, set off from what is above. */
    void block(String heading, List<String> lines) {
        text.append('\n');
        row(heading, lines.isEmpty() ? "nothing" : lines.getFirst());
        lines.stream()
                .skip(1)
                .forEach(line ->
                        text.append(BELOW).append(TerminalText.shown(line)).append('\n'));
    }

    /** Lines from the edge, so that other programs can read them. */
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
