package postprox.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import postprox.event.Event;
import postprox.event.Events;
import postprox.event.MessageEvent;
import postprox.event.SessionEvent;
import postprox.figures.Trouble;

/**
 * Takes the events of a process, and counts them for Prometheus. Thread-safe; sessions do not wait for each other here, nor for a scrape.
 */
public final class Metrics implements Events {
    private final MessageMetrics messages;
    private final SessionMetrics sessions;
    private final TroubleMetrics troubles;

    /** Makes the metrics, which all stand at zero, in a registry. */
    public Metrics(PrometheusRegistry registry) {
        this.messages = new MessageMetrics(registry);
        this.sessions = new SessionMetrics(registry);
        this.troubles = new TroubleMetrics(registry);
    }

    /**
     * Has the counters of filters begin at zero, if they have not begun yet.
     *
     * @param filters their names; empty for the manual's filter
     */
    public void expect(List<String> filters) {
        filters.forEach(messages::expect);
    }

    @Override
    public void publish(Event event) {
        if (event instanceof MessageEvent message) {
            messages.count(message);
        } else if (event instanceof SessionEvent session) {
            sessions.count(session);
        }
        Trouble.of(event).ifPresent(troubles::count);
    }
}
