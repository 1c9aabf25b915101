package postprox.bench.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a filter is reached, as far as it matters for a plan: what the way to it costs, without the filter's own work. */
enum FilterKind {
    NONE(0),
    COMMAND(1.49),
    WORKER(0.44),
    POLICY(0.05),
    CLAMD(0.40),
    JAVA(0.07);

    private final double way;

    FilterKind(double way) {
        this.way = way;
    }

    /** Processor milliseconds a message, on the machine with postprox (docs/scale.md says how they were measured). */
    double way() {
        return way;
    }

    /** Whether each message starts a process. */
    boolean startsProcesses() {
        return this == COMMAND;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<FilterKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /** All words. */
    static String list() {
        return Arrays.stream(values()).map(FilterKind::word).collect(Collectors.joining(", "));
    }
}
