package postprox.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/** What was measured of several subjects, round by round. Not thread-safe. */
public final class Series {
    private record Key(String subject, Quantity quantity) {}

    private final Map<Key, List<Double>> values = new LinkedHashMap<>();

    /** Adds the value of the next round. */
    public void add(String subject, Quantity quantity, double value) {
        values.computeIfAbsent(new Key(subject, quantity), _ -> new ArrayList<>())
                .add(value);
    }

    /** The median over the rounds. */
    public double median(String subject, Quantity quantity) {
        return Statistics.median(of(subject, quantity));
    }

    /**
     * The median of the rounds' own ratios: what slows the machine down for a while slows down both sides of a round, and
     * their ratio stays.
     */
    public double ratio(String subject, String yardstick, Quantity quantity) {
        return Statistics.median(combined(subject, yardstick, quantity, (ours, theirs) -> ours / theirs));
    }

    /** Adds a subject that nobody measured: what two others make together, round by round. */
    public void derive(String name, String first, String second, Quantity quantity, DoubleBinaryOperator operator) {
        values.put(new Key(name, quantity), combined(first, second, quantity, operator));
    }

    /** All values, for a file. */
    public DataFile file(String name) {
        List<List<String>> lines = new ArrayList<>();
        values.forEach((key, rounds) -> {
            for (int round = 0; round < rounds.size(); round++) {
                lines.add(List.of(
                        key.subject,
                        key.quantity.name().toLowerCase(Locale.ROOT),
                        key.quantity.unit(),
                        Integer.toString(round + 1),
                        DataFile.number(rounds.get(round))));
            }
        });
        return new DataFile(name, List.of("subject", "quantity", "unit", "round", "value"), lines);
    }

    private List<Double> combined(String first, String second, Quantity quantity, DoubleBinaryOperator operator) {
        List<Double> ones = of(first, quantity);
        List<Double> others = of(second, quantity);
        List<Double> all = new ArrayList<>();
        for (int round = 0; round < ones.size(); round++) {
            all.add(operator.applyAsDouble(ones.get(round), others.get(round)));
        }
        return all;
    }

    private List<Double> of(String subject, Quantity quantity) {
        return values.getOrDefault(new Key(subject, quantity), List.of());
    }
}
