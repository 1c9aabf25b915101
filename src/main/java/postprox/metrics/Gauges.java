package postprox.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Registers what is read at each scrape. */
public final class Gauges {
    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry;
    private final Readings readings;

    private Gauges(PrometheusRegistry registry, Readings readings) {
        this.registry = registry;
        this.readings = readings;
    }

    /**
     * Registers the readings of a process, its version, and the metrics of its Java runtime.
     *
     * @param version the version of postprox
     */
    public static void register(PrometheusRegistry registry, Readings readings, String version) {
        Gauges gauges = new Gauges(registry, readings);
        gauges.process();
        gauges.work();
        gauges.filters();
        gauges.nextHops();
        Info.builder()
                .name("postprox_build_info")
                .help("The version of postprox.")
                .labelNames("version")
                .register(registry)
                .addLabelValues(version);
        JvmMetrics.builder().register(registry);
    }

    private void process() {
        gauge("postprox_ready", "1 if the process takes mail and can pass it on.", r -> r.isReady() ? 1 : 0);
        gauge("postprox_draining", "1 if the process is about to end.", r -> r.isDraining() ? 1 : 0);
        gauge("postprox_sessions", "Sessions now.", r -> r.sessions().now());
        gauge(
                "postprox_sessions_limit",
                "Sessions that there may be at once.",
                r -> r.sessions().limit());
    }

    private void work() {
        gauge(
                "postprox_messages_in_hand",
                "Messages that have begun and have no answer yet.",
                Readings::messagesInHand);
        gauge("postprox_spool_bytes", "The bytes that have come of messages in hand.", Readings::bytesInHand);
        gauges(
                "postprox_spool_room_bytes",
                "The room on the disk of the spool.",
                set -> readings.spoolRoom().ifPresent(set::call));
        gauges(
                "postprox_quarantine_messages",
                "Messages that are kept aside.",
                set -> readings.quarantine().ifPresent(kept -> set.call((double) kept.messages())));
        gauges(
                "postprox_quarantine_bytes",
                "The bytes of messages that are kept aside.",
                set -> readings.quarantine().ifPresent(kept -> set.call((double) kept.bytes())));
    }

    private void filters() {
        ofFilters(
                "postprox_filters_running",
                "Messages that a filter examines now.",
                f -> f.running().now());
        ofFilters(
                "postprox_filters_running_limit",
                "Messages that a filter may examine at once.",
                f -> f.running().limit());
        ofFilters(
                "postprox_filters_waiting",
                "Messages that wait for a filter now.",
                f -> f.waiting().now());
        ofFilters(
                "postprox_filters_waiting_limit",
                "Messages that may wait for a filter.",
                f -> f.waiting().limit());
    }

    private void nextHops() {
        ofNextHops(
                "postprox_next_hop_up", "1 if the next hop greeted at the latest attempt.", hop -> hop.isUp() ? 1 : 0);
        ofNextHops(
                "postprox_next_hop_connect_seconds",
                "How long connecting and the greeting took at the latest attempt.",
                hop -> hop.connected().toNanos() / NANOS);
        CounterWithCallback.builder()
                .name("postprox_next_hop_connections_total")
                .help("Attempts to connect to a next hop.")
                .labelNames("next_hop", "result")
                .callback(set -> readings.nextHops().forEach(hop -> {
                    set.call((double) hop.greeted(), hop.place(), "greeted");
                    set.call((double) hop.failed(), hop.place(), "failed");
                }))
                .register(registry);
    }

    private void gauge(String name, String help, ToDoubleFunction<Readings> value) {
        gauges(name, help, set -> set.call(value.applyAsDouble(readings)));
    }

    private void ofFilters(String name, String help, ToDoubleFunction<Readings.Filter> value) {
        gauges(
                name,
                help,
                set -> readings.filters()
                        .forEach(filter -> set.call(value.applyAsDouble(filter), Labels.filter(filter.name()))),
                "filter");
    }

    private void ofNextHops(String name, String help, ToDoubleFunction<Readings.NextHop> value) {
        gauges(
                name,
                help,
                set -> readings.nextHops().forEach(hop -> set.call(value.applyAsDouble(hop), hop.place())),
                "next_hop");
    }

    private void gauges(String name, String help, Consumer<GaugeWithCallback.Callback> callback, String... labels) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(callback)
                .register(registry);
    }
}
