package postprox.figures;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** A counter of each kind. Thread-safe. */
final class Counts {
    // Filled by the constructor alone, so that threads may read it.
    private final Map<Count, LongAdder> sums = new EnumMap<>(Count.class);

    Counts() {
        for (Count count : Count.values()) {
            sums.put(count, new LongAdder());
        }
    }

    void add(Count count) {
        adder(count).increment();
    }

    long of(Count count) {
        return adder(count).sum();
    }

    void add(Counts other) {
        other.sums.forEach((count, sum) -> adder(count).add(sum.sum()));
    }

    Map<Count, Long> all() {
        Map<Count, Long> all = new EnumMap<>(Count.class);
        sums.forEach((count, sum) -> all.put(count, sum.sum()));
        return all;
    }

    private LongAdder adder(Count count) {
        return Objects.requireNonNull(sums.get(count));
    }
}
