package postprox.figures;

import java.util.EnumMap;
import java.util.Map;
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
        sums.get(count).increment();
    }

    long of(Count count) {
        return sums.get(count).sum();
    }
}
