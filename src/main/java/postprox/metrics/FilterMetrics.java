package postprox.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import postprox.event.FilterNote;

/** What each filter said of messages, and how long it took. Thread-safe. */
final class FilterMetrics {
    private final Counter answers;
    private final Counter unfiltered;
    private final Histogram times;

    FilterMetrics(PrometheusRegistry registry) {
        this.answers = Counter.builder()
                .name("postprox_filter_answers_total")
                .help(
                        "What each filter said of messages. Of a filter that is only observed, the answers begin with would-.")
                .labelNames("filter", "answer")
                .register(registry);
        this.unfiltered = Counter.builder()
                .name("postprox_unfiltered_messages_total")
                .help("Messages that passed although this filter had failed.")
                .labelNames("filter")
                .register(registry);
        this.times = Histograms.ofTimes("postprox_filter_seconds")
                .help("How long each filter took for a message, with the wait for its turn.")
                .labelNames("filter")
                .register(registry);
    }

    /** Has the counters of a filter begin at zero: Prometheus sees no increase in a series that begins with its first failure. */
    void expect(String name) {
        String filter = Labels.filter(name);
        unfiltered.initLabelValues(filter);
        for (FilterNote.Said said : FilterNote.Said.values()) {
            answers.initLabelValues(filter, said.word());
        }
    }

    void count(List<FilterNote> notes) {
        for (FilterNote note : notes) {
            String filter = Labels.filter(note.filter());
            answers.labelValues(filter, note.answer()).inc();
            if (note.wasAsked()) {
                Histograms.observe(times.labelValues(filter), note.time());
            }
        }
    }

    void passedUnfiltered(String filter) {
        unfiltered.labelValues(Labels.filter(filter)).inc();
    }
}
