package postprox.bench.report;

import java.util.Locale;

/** What is measured, and in which unit. */
public enum Quantity {
    RATE("/s", true),
    THROUGHPUT(" MB/s", true),
    CODEC_SPEED(" GB/s", true),
    MEDIAN_TIME(" ms", false),
    NINETY_NINTH_TIME(" ms", false),
    FIRST_BYTE(" ms", false),
    PROCESSOR_TIME(" ms CPU", false),
    RESIDENT(" KB", false),
    PROPORTIONAL(" KB", false);

    private final String unit;
    private final boolean moreIsBetter;

    Quantity(String unit, boolean moreIsBetter) {
        this.unit = unit;
        this.moreIsBetter = moreIsBetter;
    }

    /** Whether the larger of two values is the better one. */
    boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** A value with its unit, in three digits or all before the point. */
    public String text(double value) {
        return digits(value) + unit;
    }

    String unit() {
        return unit.strip();
    }

    private static String digits(double value) {
        double magnitude = Math.abs(value);
        String format = magnitude >= 100 ? "%,.0f" : magnitude >= 10 ? "%.1f" : magnitude >= 0.1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
