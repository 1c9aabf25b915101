package postprox.run;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import postprox.config.Settings;
import postprox.event.ProcessEvent;
import postprox.figures.Figures;
import postprox.metrics.Metrics;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * What a service tells of itself: the figures, and the control socket, page and agent that show them. All of these are made when the first
 * client has its reply, since a resident process is started while a client waits. A listener that has no client makes them after a
 * moment. Thread-safe.
 */
final class Reporting implements Watchdog.Watched {
    private static final Duration WITHOUT_CLIENTS = Duration.ofSeconds(1);

    private final Engine engine;
    private final ProcessEvent.Mode mode;
    private final String place;
    private final BooleanSupplier isDraining;
    private final Instant start = Instant.now();
    private final long begin = System.nanoTime();
    private boolean isBegun;

    // Synchronized: a stop may come while these are made.
    private Optional<Control> control = Optional.empty();
    private Optional<Admin> admin = Optional.empty();
    private boolean closed;

    private Reporting(Engine engine, ProcessEvent.Mode mode, String place, BooleanSupplier isDraining) {
        this.engine = engine;
        this.mode = mode;
        this.place = place;
        this.isDraining = isDraining;
    }

    /**
     * Has a service report, if its settings ask for any of it. The parts are made later.
     *
     * @param place      where clients reach this process
     * @param isDraining whether the service is about to end
     */
    static Optional<Reporting> of(Engine engine, ProcessEvent.Mode mode, String place, BooleanSupplier isDraining) {
        Settings settings = engine.settings();
        if (!settings.isControlled() && !settings.hasAdmin()) {
            return Optional.empty();
        }
        engine.log().expectWatcher();
        Reporting made = new Reporting(engine, mode, place, isDraining);
        engine.watchdog().watch(made);
        return Optional.of(made);
    }

    @Override
    public void check(long now) {
        boolean hasTime = mode == ProcessEvent.Mode.LISTENING
                && engine.sessions().open() == 0
                && now - begin > WITHOUT_CLIENTS.toNanos();
        if (!isBegun && (hasTime || engine.overview().hasGreeted())) {
            isBegun = true;
            engine.watchdog().forget(this);
            engine.watchdog().runElsewhere(this::open);
        }
    }

    private synchronized void open() {
        if (closed) {
            return;
        }
        Settings settings = engine.settings();
        Figures figures = new Figures(Ticker.SYSTEM, InstantSource.system());
        StatusAnswer status = new StatusAnswer(engine, figures, mode, place, start, isDraining);
        if (settings.hasAdmin()) {
            PrometheusRegistry registry = new PrometheusRegistry();
            Metrics metrics = new Metrics(registry);
            engine.log().watchBy(event -> {
                figures.publish(event);
                metrics.publish(event);
            });
            admin = Optional.of(Admin.open(engine, status, registry, metrics, isDraining));
        } else {
            engine.log().watchBy(figures);
        }
        if (settings.isControlled()) {
            control = Control.open(engine, mode, status);
        }
    }

    /** Tells no more, and removes what others could ask at. */
    synchronized void close() {
        closed = true;
        control.ifPresent(Control::close);
        admin.ifPresent(Admin::close);
    }
}
