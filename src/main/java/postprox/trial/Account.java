package postprox.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The result of a trial, with its report.
 *
 * @param result the fate that the message would have
 * @param line   the report in short
 * @param text   the report's lines, one byte a character
 */
public record Account(Result result, Line line, String text) {
    /** A form for another process of this program, one byte a character: no text of a line has a line end. */
    public String encoded() {
        List<String> lines = new ArrayList<>(List.of(
                result.name(),
                line.happens(),
                line.words(),
                Long.toString(line.time().toNanos()),
                Integer.toString(line.below().size())));
        lines.addAll(line.below());
        lines.add(text);
        return String.join("\n", lines);
    }

    /**
     * The account that another process of this program has encoded; empty if the text is none. A filter that ran as the same user may have
     * written among it, so that it is made safe for a terminal again.
     */
    public static Optional<Account> decoded(String encoded) {
        try {
            Encoded lines = new Encoded(encoded);
            Result result = Result.valueOf(lines.next());
            String happens = lines.next();
            String words = lines.next();
            Duration time = Duration.ofNanos(Long.parseLong(lines.next()));
            int count = Integer.parseInt(lines.next());
            List<String> below = new ArrayList<>();
            while (below.size() < count) {
                below.add(lines.next());
            }
            return Optional.of(new Account(result, new Line(happens, words, time, below), safe(lines.rest())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String safe(String text) {
        return text.lines().map(line -> TerminalText.shown(line) + "\n").collect(Collectors.joining());
    }

    /** A text that is read line by line, each made safe for a terminal. Not thread-safe. */
    private static final class Encoded {
        private final String text;
        private int at;

        Encoded(String text) {
            this.text = text;
        }

        String next() {
            int end = text.indexOf('\n', at);
            if (end < 0) {
                throw new IllegalArgumentException("a line is missing");
            }
            String line = text.substring(at, end);
            at = end + 1;
            return TerminalText.shown(line);
        }

        String rest() {
            return text.substring(at);
        }
    }
}
