package postprox.command;

import java.util.Optional;
import postprox.explain.Page;

/**
 * The words of a line that {@code postprox log} or {@code postprox status} prints, as the log for people has them. The page of explanations
 * is found by those.
 */
final class ScreenWording {
    private static final String GAP = "   ";

    /** A message for which a filter failed, as {@link StoryText} writes it, with the reply behind the reason. */
    private static final String FILTER = GAP + "filter ";

    private static final String FAILED = "failed: ";
    private static final String WAY = " -> ";

    /** What needs attention, as {@link StatusScreen} writes it. */
    private static final String LAST = " in the last hour, last at ";

    private static final String COMMAND = ": postprox ";
    private static final String EXPLAIN = "explain '";

    private ScreenWording() {}

    /** The words, or the line itself if it is no such line. */
    static String of(String line) {
        return ofMessage(line).or(() -> ofAttention(line)).orElse(line);
    }

    private static Optional<String> ofMessage(String line) {
        int failed = line.indexOf(FAILED);
        int filter = line.lastIndexOf(FILTER, failed);
        int way = line.indexOf(WAY);
        boolean isMessage = way >= 0
                && way < filter
                && line.substring(filter + FILTER.length(), failed).strip().indexOf(' ') < 0;
        if (!isMessage) {
            return Optional.empty();
        }
        String rest = line.substring(failed + FAILED.length());
        int gap = rest.indexOf(GAP);
        String reason = gap < 0 ? rest : rest.substring(0, gap);
        String reply = gap < 0 ? "" : "; " + rest.substring(gap).strip();
        String fate = line.substring(0, way);
        boolean isRefused = fate.contains("deferred ") || fate.contains("refused ");
        return Optional.of(failed(reason, !isRefused) + reply);
    }

    private static Optional<String> ofAttention(String line) {
        int last = line.indexOf(LAST);
        int command = line.lastIndexOf(COMMAND);
        if (last < 0 || command < last) {
            return Optional.empty();
        }
        String when = line.substring(last + LAST.length(), command);
        int open = when.indexOf(" (");
        String reason = open < 0 ? "" : when.substring(open + 2, Math.max(open + 2, when.length() - 1));
        String words = line.substring(command + COMMAND.length());
        return Optional.of(
                words.startsWith(EXPLAIN) && words.endsWith("'")
                        ? ofEntry(words.substring(EXPLAIN.length(), words.length() - 1), reason)
                        : failed(reason, false));
    }

    /** The words that find an entry, with the reason if the entry has a place for it. */
    private static String ofEntry(String words, String reason) {
        String whole = words + ": " + reason;
        return Page.read().find(whole).isEmpty() ? words : whole;
    }

    private static String failed(String reason, boolean hasPassed) {
        return "warning: filter failed: " + reason
                + (hasPassed
                        ? "; the message passed unfiltered (option -r prevents this)"
                        : "; the message was refused for now");
    }
}
