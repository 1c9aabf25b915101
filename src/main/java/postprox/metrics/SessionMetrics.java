package postprox.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import postprox.event.ReachedLimit;
import postprox.event.SessionEnd;
import postprox.event.SessionEvent;

/** Sessions by their ends, and the limits that clients reached. Thread-safe. */
final class SessionMetrics {
    private final CounterDataPoint started;
    private final Map<SessionEnd, CounterDataPoint> ends = new EnumMap<>(SessionEnd.class);
    private final Map<ReachedLimit, CounterDataPoint> limits = new EnumMap<>(ReachedLimit.class);

    SessionMetrics(PrometheusRegistry registry) {
        this.started = Counter.builder()
                .name("postprox_sessions_started_total")
                .help("Sessions that began. Clients that were turned away are not among them.")
                .register(registry);
        Counter ended = Counter.builder()
                .name("postprox_sessions_ended_total")
                .help("Sessions by the reason of their end, with the clients that were turned away.")
                .labelNames("end")
                .register(registry);
        for (SessionEnd end : SessionEnd.values()) {
            ends.put(end, ended.labelValues(Labels.word(end)));
        }
        Counter reached = Counter.builder()
                .name("postprox_limits_reached_total")
                .help("Sessions whose client reached this limit.")
                .labelNames("limit")
                .register(registry);
        for (ReachedLimit limit : ReachedLimit.values()) {
            limits.put(limit, reached.labelValues(Labels.word(limit)));
        }
    }

    void count(SessionEvent event) {
        if (event instanceof SessionEvent.SessionStarted) {
            started.inc();
        } else if (event instanceof SessionEvent.SessionEnded end) {
            Objects.requireNonNull(ends.get(end.end())).inc();
        } else if (event instanceof SessionEvent.LimitReached reached) {
            Objects.requireNonNull(limits.get(reached.limit())).inc();
        }
    }
}
