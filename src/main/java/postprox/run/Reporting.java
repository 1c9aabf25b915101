package postprox.run;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
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

    /** How long the process before this one may keep the places of page and agent, which it gives up when this one serves. */
    private static final Duration UNTIL_FREE = Duration.ofSeconds(10);

    private final Engine engine;
    private final ProcessEvent.Mode service;
    private final String place;
    private final Mode mode;
    private final Progress progress;
    private final Instant start = Instant.now();
    private final long begin = System.nanoTime();
    private boolean isBegun;

    // Synchronized: a stop may come while these are made.
    private Optional<Control> control = Optional.empty();
    private Optional<Admin> admin = Optional.empty();
    private boolean closed;

    private Reporting(Engine engine, ProcessEvent.Mode service, String place, Mode mode, Progress progress) {
        this.engine = engine;
        this.service = service;
        this.place = place;
        this.mode = mode;
        this.progress = progress;
    }

    /**
     * Has a service report, if its settings ask for any of it. The parts are made later. A process that takes the place of another one makes
     * them now: that one asks nobody to be replaced before they are there.
     *
     * @param service what kind of service it is
     * @param place   where clients reach this process
     * @param mode    what another process could take over
     */
    static Optional<Reporting> of(
            Engine engine, ProcessEvent.Mode service, String place, Mode mode, Progress progress) {
        Settings settings = engine.settings();
        if (!settings.isControlled() && !settings.hasAdmin()) {
            return Optional.empty();
        }
        engine.log().expectWatcher();
        Reporting made = new Reporting(engine, service, place, mode, progress);
        if (mode.succession().isPresent()) {
            made.open();
        } else {
            engine.watchdog().watch(made);
        }
        return Optional.of(made);
    }

    @Override
    public void check(long now) {
        boolean hasTime = service == ProcessEvent.Mode.LISTENING
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
        StatusAnswer status = new StatusAnswer(engine, figures, service, place, start, progress);
        if (settings.hasAdmin()) {
            PrometheusRegistry registry = new PrometheusRegistry();
            Metrics metrics = new Metrics(registry);
            engine.log().watchBy(event -> {
                figures.publish(event);
                metrics.publish(event);
            });
            Duration patience = mode.succession().isPresent() ? UNTIL_FREE : Duration.ZERO;
            Admin made = Admin.open(engine, status, registry, metrics, progress::isEnding, patience);
            admin = Optional.of(made);
            progress.atYield(made::close);
        } else {
            engine.log().watchBy(figures);
        }
        if (settings.isControlled()) {
            control = Optional.of(Control.open(engine, service, status, mode, progress));
        }
    }

    /** Ends a process that is to take over and does not serve yet, since this one is being stopped. */
    synchronized void abandonHandover() {
        control.ifPresent(Control::abandonHandover);
    }

    /** Tells no more, and removes what others could ask at. */
    synchronized void close() {
        closed = true;
        control.ifPresent(Control::close);
        admin.ifPresent(Admin::close);
    }
}
