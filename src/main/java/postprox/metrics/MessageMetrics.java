package postprox.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
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
    /** Seconds, from a fast next hop to the deadline of a message. */
    private static final double[] TIMES = {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 90};

    private static final double[] SIZES = {1e3, 4e3, 16e3, 64e3, 256e3, 1e6, 4e6, 16e6, 64e6};

    private static final double NANOS = 1e9;

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
        this.filters = new FilterMetrics(registry, TIMES);
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
        Histogram phases = histogram("postprox_message_phase_seconds")
                .help("How long the parts of the work on a message took.")
                .unit(Unit.SECONDS)
                .classicUpperBounds(TIMES)
                .labelNames("phase")
                .register(registry);
        this.receiving = phases.labelValues("receive");
        this.filtering = phases.labelValues("filter");
        this.answering = phases.labelValues("answer");
        this.whole = histogram("postprox_message_seconds")
                .help("How long a message took from the end of its content to its answer.")
                .unit(Unit.SECONDS)
                .classicUpperBounds(TIMES)
                .register(registry);
        this.sizes = histogram("postprox_message_size_bytes")
                .help("The size of the content of messages.")
                .unit(Unit.BYTES)
                .classicUpperBounds(SIZES)
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

    /** A histogram with fixed buckets alone: native ones need protobuf, which postprox does not speak. */
    static Histogram.Builder histogram(String name) {
        Histogram.Builder builder = Histogram.builder();
        builder.name(name).withoutExemplars();
        return builder.classicOnly();
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
        observe(receiving, phases.receiving());
        observe(answering, phases.answering());
        observe(whole, phases.whole());
        sizes.observe((double) message.size());
        if (!message.notes().isEmpty()) {
            observe(filtering, phases.filtering());
            filters.count(message.notes());
        }
    }

    static void observe(DistributionDataPoint point, Duration time) {
        point.observe(time.toNanos() / NANOS);
    }
}
