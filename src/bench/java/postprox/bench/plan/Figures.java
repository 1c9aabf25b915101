package postprox.bench.plan;

import java.util.Locale;

/** Numbers for people. */
final class Figures {
    private static final double EXACT_BELOW = 1000;

    private Figures() {}

    /** A number with three digits that mean something, or all of those before the point. */
    static String text(double value) {
        if (value == Math.rint(value) || value >= EXACT_BELOW) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
