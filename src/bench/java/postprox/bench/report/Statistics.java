package postprox.bench.report;

import java.util.List;

/** The two numbers that stand for many. */
public final class Statistics {
    private Statistics() {}

    /** The middle value, or the mean of the two in the middle; there must be one at least. */
    public static double median(List<Double> values) {
        List<Double> sorted = sorted(values);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /**
     * The least of the values that this share of them does not exceed (nearest rank).
     *
     * @param share above 0, at most 1
     */
    public static double percentile(List<Double> values, double share) {
        List<Double> sorted = sorted(values);
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private static List<Double> sorted(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return values.stream().sorted().toList();
    }
}
