package postprox.bench.report;

import java.util.Locale;

/** What a figure must reach. */
public sealed interface Target {
    /** Ours divided by the yardstick: at least this where more is better, else at most. */
    record Ratio(double limit) implements Target {}

    /** Our own figure, whatever the yardstick reaches: at most this, in the figure's unit. */
    record Figure(double limit) implements Target {}

    /** For the reader. */
    record None() implements Target {}

    /** What it demands, in words. */
    default String text(Quantity quantity) {
        return switch (this) {
            case Ratio(double limit) ->
                (quantity.moreIsBetter() ? "≥ " : "≤ ") + String.format(Locale.ROOT, "%.2f", limit);
            case Figure(double limit) -> "≤ " + quantity.text(limit);
            case None() -> "";
        };
    }

    /** Whether it is reached: yes, no, or nothing where nothing is demanded. */
    default String verdict(Quantity quantity, double ours, double ratio) {
        return switch (this) {
            case Ratio(double limit) -> yesOrNo(quantity.moreIsBetter() ? ratio >= limit : ratio <= limit);
            case Figure(double limit) -> yesOrNo(ours <= limit);
            case None() -> "";
        };
    }

    private static String yesOrNo(boolean reached) {
        return reached ? "yes" : "**no**";
    }
}
