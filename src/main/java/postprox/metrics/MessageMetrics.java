package postprox.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import postprox.event.Handled;
import postprox.event.MessageEvent;
import postprox.event.MessageEvent.FilterFailed.Disposition;
import postprox.event.MessageEvent.MessageAccepted.FilterResult;
import postprox.event.Phases;
import postprox.event.Speaker;
import postprox.smtp.Reply;

/** What became of messages, and how long the parts of the work on them took. Thread-safe. */
final class MessageMetrics {
    private final Map<Result, CounterDataPoint> results = new EnumMap<>(Result.class);
    private final Counter replies;
    private final CounterDataPoint unknown;
    private final DistributionDataPoint receiving;
    private final DistributionDataPoint filtering;
    private final DistributionDataPoint answering;
    private final DistributionDataPoint whole;
    private final DistributionDataPoint sizes;
    private final FilterMetrics filters;

    MessageMetrics(PrometheusRegistry registry) {
        this.filters = new FilterMetrics(registry);
        Counter messages = Counter.builder()
                .name("postprox_messages_total")
                .help("Messages by what became of them.")
                .labelNames("result")
                .register(registry);
        for (Result result : Result.values()) {
            results.put(result, messages.labelValues(Labels.word(result)));
        }
        this.replies = replies(registry);
        this.unknown = Counter.builder()
                .name("postprox_outcomes_unknown_total")
                .help("Messages for which the next hop gave no reply to the final dot, so that they may arrive twice.")
                .register(registry);
        Histogram phases = Histograms.ofTimes("postprox_message_phase_seconds")
                .help("How long the parts of the work on a message took.")
                .labelNames("phase")
                .register(registry);
        this.receiving = phases.labelValues("receive");
        this.filtering = phases.labelValues("filter");
        this.answering = phases.labelValues("answer");
        this.whole = Histograms.ofTimes("postprox_message_seconds")
                .help("How long a message took from the end of its content to its answer.")
                .register(registry);
        this.sizes = Histograms.ofSizes("postprox_message_size_bytes")
                .help("The size of the content of messages.")
                .register(registry);
    }

    /** The end of a message. Each message has one. */
    private enum Result {
        ACCEPTED,
        CHANGED,
        REFUSED,
        DEFERRED,
        QUARANTINED,
        DISCARDED,
        ABORTED
    }

    private static Counter replies(PrometheusRegistry registry) {
        Counter counter = Counter.builder()
                .name("postprox_message_replies_total")
                .help("Answers to messages by the class of the reply and by whose words it has.")
                .labelNames("class", "by")
                .register(registry);
        for (Speaker speaker : Speaker.values()) {
            for (String classOfReply : new String[] {"2xx", "4xx", "5xx"}) {
                counter.initLabelValues(classOfReply, Labels.word(speaker));
            }
        }
        return counter;
    }

    void expect(String filter) {
        filters.expect(filter);
    }

    void count(MessageEvent event) {
        switch (event) {
            case MessageEvent.MessageAccepted e -> {
                end(e.filterResult() == FilterResult.CHANGED ? Result.CHANGED : Result.ACCEPTED);
                answered(e.reply(), Speaker.NEXT_HOP);
            }
            case MessageEvent.MessageRefused e -> {
                end(e.reply().isPermanent() ? Result.REFUSED : Result.DEFERRED);
                answered(e.reply(), e.by());
            }
            case MessageEvent.MessageQuarantined e -> {
                end(Result.QUARANTINED);
                answered(e.reply(), Speaker.POSTPROX);
            }
            case MessageEvent.MessageDiscarded e -> {
                end(Result.DISCARDED);
                answered(e.reply(), Speaker.POSTPROX);
            }
            case MessageEvent.MessageAborted _ -> end(Result.ABORTED);
            case MessageEvent.FilterFailed e -> {
                if (e.disposition() == Disposition.PASSED_UNFILTERED) {
                    filters.passedUnfiltered(e.filter());
                }
            }
            case MessageEvent.OutcomeUnknown _ -> unknown.inc();
        }
        if (event.isAnswer()) {
            measure(event.message());
        }
    }

    private void end(Result result) {
        Objects.requireNonNull(results.get(result)).inc();
    }

    private void answered(Reply reply, Speaker by) {
        replies.labelValues(reply.isPositive() ? "2xx" : reply.isPermanent() ? "5xx" : "4xx", Labels.word(by))
                .inc();
    }

    private void measure(Handled message) {
        Phases phases = message.phases();
        Histograms.observe(receiving, phases.receiving());
        Histograms.observe(answering, phases.answering());
        Histograms.observe(whole, phases.whole());
        sizes.observe((double) message.size());
        if (!message.notes().isEmpty()) {
            Histograms.observe(filtering, phases.filtering());
            filters.count(message.notes());
        }
    }
}
