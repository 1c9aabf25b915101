package postprox.trial;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;

/**
 * The result of a trial in one line, with what belongs below it. All texts are safe for a terminal and have one byte a character.
 *
 * @param happens what becomes of the message, in a word
 * @param words   the reply to the client, or the cause of a failure; empty if there is nothing to say
 * @param time    how long the filters took; zero if they were not asked
 * @param below   the lines below it
 */
public record Line(String happens, String words, Duration time, List<String> below) {
    /** The width of the words that say what happens. */
    private static final int WORD = 10;

    /** The width of most replies. */
    private static final int WORDS = 56;

    /** How many lines of standard error stand below. */
    private static final int MOST_ERRORS = 8;

    private static final int MILLION = 1_000_000;

    public Line {
        words = TerminalText.shown(words);
        below = below.stream().map(TerminalText::shown).toList();
    }

    /** The line for the manual's filter. */
    static Line of(Prediction prediction, Answer answer, List<String> hints, List<String> errors, Duration time) {
        return switch (prediction.result()) {
            case PASSES ->
                new Line(
                        answer instanceof Verdict.Accept ? "accepted" : "changed",
                        answer instanceof Verdict.Accept ? "" : behindColon(prediction.verdict()),
                        time,
                        hinting(hints));
            case REFUSED -> new Line("refused", prediction.reply(), time, hinting(hints));
            case FILTER_FAILED -> failed(cause(answer, prediction), prediction, hints, errors, time);
        };
    }

    private static Line failed(
            String cause, Prediction prediction, List<String> hints, List<String> errors, Duration time) {
        List<String> below = new ArrayList<>();
        if (errors.size() > 1) {
            errors.subList(Math.max(0, errors.size() - MOST_ERRORS), errors.size())
                    .forEach(error -> below.add("stderr: " + error));
        }
        below.add("in live mail: " + behindColon(prediction.verdict()));
        below.addAll(hinting(hints));
        return ofFailure(cause, time, below);
    }

    /** The line for filters of which one failed. */
    static Line ofFailure(String cause, Duration time, List<String> below) {
        int crash = cause.indexOf("crashed");
        String word = cause.startsWith("crashed: ") || cause.startsWith("perhaps crashed") ? "CRASHED" : "FAILED";
        return new Line(word, crash == 0 ? behindColon(cause) : cause, time, below);
    }

    /** The hints, as lines. */
    static List<String> hinting(List<String> hints) {
        return hints.stream().map(hint -> "hint: " + hint).toList();
    }

    private static String cause(Answer answer, Prediction prediction) {
        return switch (answer) {
            case NoVerdict.Failed(String reason) -> reason;
            case NoVerdict.Doubtful(String reason) -> reason;
            case NoVerdict.Postponed _,
                    NoVerdict.TooLarge _,
                    NoVerdict.Unfounded _,
                    NoVerdict.NotAllowed _,
                    Verdict _ -> behindColon(prediction.verdict());
        };
    }

    /** What stands behind a text's first colon, or all of the text. */
    static String behindColon(String text) {
        int colon = text.indexOf(": ");
        return colon < 0 ? text : text.substring(colon + 2);
    }

    /**
     * The line and those below it.
     *
     * @param name  the message's name, safe for a terminal
     * @param width the width of the column of names
     * @param mark  stands behind the last of them; empty if there is none
     */
    public String shown(String name, int width, String mark) {
        String first = padded(name, width) + padded(happens, WORD) + padded(words, WORDS) + millis();
        List<String> lines = Stream.concat(Stream.of(first), below.stream().map(line -> " ".repeat(width) + line))
                .toList();
        return String.join("\n", lines).stripTrailing() + (mark.isEmpty() ? "" : "    " + mark) + "\n";
    }

    private String millis() {
        return time.isZero() ? "" : String.format(Locale.ROOT, "%6d ms", time.toNanos() / MILLION);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    /** Whether another run ended in the same way, whatever time it took. */
    public boolean isSame(Line other) {
        return happens.equals(other.happens) && words.equals(other.words);
    }
}
