package postprox.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import postprox.figures.Trouble;

/** How often each kind of trouble happened. Thread-safe. */
final class TroubleMetrics {
    private final Map<Trouble, CounterDataPoint> times = new EnumMap<>(Trouble.class);

    TroubleMetrics(PrometheusRegistry registry) {
        Counter counter = Counter.builder()
                .name("postprox_troubles_total")
                .help("What an administrator should look at, by its kind; docs/metrics.md explains each.")
                .labelNames("trouble")
                .register(registry);
        for (Trouble trouble : Trouble.values()) {
            times.put(trouble, counter.labelValues(Labels.word(trouble)));
        }
    }

    void count(Trouble.Occurrence occurrence) {
        Objects.requireNonNull(times.get(occurrence.trouble())).inc(occurrence.times());
    }
}
