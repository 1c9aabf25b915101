package postprox.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The result of a trial, with its report.
 *
 * @param result the fate that the message would have
 * @param line   the report in short
 * @param text   the report's lines, one byte a character
 */
public record Account(Result result, Line line, String text) {
    /** The lines of the form of {@link #encoded} before those that stand below the line. */
    private static final int FIXED_LINES = 5;

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

    /** The account that another process of this program has encoded; empty if the text is none. */
    public static Optional<Account> decoded(String encoded) {
        try {
            String[] head = encoded.split("\n", FIXED_LINES + 1);
            int below = Integer.parseInt(head[FIXED_LINES - 1]);
            String[] rest = head[FIXED_LINES].split("\n", below + 1);
            Line line = new Line(
                    head[1],
                    head[2],
                    Duration.ofNanos(Long.parseLong(head[3])),
                    List.of(rest).subList(0, below));
            return Optional.of(new Account(Result.valueOf(head[0]), line, rest[below]));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
