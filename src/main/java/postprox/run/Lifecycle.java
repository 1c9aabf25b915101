package postprox.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import postprox.config.Settings;
import postprox.config.SettingsSource;
import postprox.config.UsageException;
import postprox.event.ProcessEvent;
import postprox.posix.AdoptedChildren;
import postprox.time.Ticker;

/**
 * The run of a proxy from start to end, the same for each {@link Mode}. At SIGTERM {@link #stop} runs, also while the proxy is
 * starting. A service then removes what it has made so far. {@code session.Session} says 421 to a client that is between two messages.
 */
public final class Lifecycle {
    /** The time of a stop beyond the deadline of a message in hand: the replies before and after it take time too. */
    public static final Duration STOP_MARGIN = Duration.ofSeconds(5);

    /** How long a client may say nothing between two messages, once another process has the place of this one. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final Engine engine;
    private final Mode mode;
    private final SettingsSource source;
    private final Consumer<Exit> lastStep;

    // Written by the thread that serves before it ends the process, read by the shutdown hook.
    private volatile Exit exit = Exit.OK;

    private final Progress progress = new Progress();
    private volatile Optional<Reporting> reporting = Optional.empty();

    // Whether this process ends since another one serves, and nobody has told it to stop.
    private volatile boolean hasFinished;

    private Lifecycle(Engine engine, Mode mode, SettingsSource source, Consumer<Exit> lastStep) {
        this.engine = engine;
        this.mode = mode;
        this.source = source;
        this.lastStep = lastStep;
    }

    /**
     * Serves until there is nothing left to serve. The caller then ends the process by {@link System#exit}, which stops the
     * proxy as a signal does.
     *
     * @param source   reads the settings again at a reload
     * @param lastStep runs when the proxy is stopped. As a rule it ends the process with the status that it gets
     */
    public static Exit run(Settings settings, SettingsSource source, Consumer<Exit> lastStep)
            throws IOException, UsageException {
        Engine engine = new Engine(settings);
        return new Lifecycle(engine, Modes.of(engine), source, lastStep).run();
    }

    private Exit run() throws IOException, UsageException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        try {
            // No lambda: each is a class that the AOT cache loads at every start, and a stdio session needs none.
            Optional<ProcessEvent.Mode> service = mode.service();
            if (service.isEmpty() || start(service.get())) {
                exit = mode.serve();
                finishYielding();
            }
            return exit;
        } catch (IOException e) {
            return failed(Exit.SYSTEM, e);
        } catch (UsageException e) {
            return failed(Exit.USAGE, e);
        } catch (RuntimeException | Error e) {
            exit = Exit.INTERNAL;
            throw e;
        }
    }

    /** Starts a service. Returns false if a stop came meanwhile, so that there is nothing to serve. */
    private boolean start(ProcessEvent.Mode service) throws IOException, UsageException {
        // Before the socket and the pid file are there: an administrator who sees these may send SIGHUP at once.
        Hangup hangup = Hangup.caught();
        String place = mode.open();
        engine.watchdog().watch(new AdoptedChildren()::check);
        engine.sweep();
        engine.watchQuarantine();
        engine.watchdog().watch(new NextHopWatch(engine, Ticker.SYSTEM.nanos()));
        Settings settings = engine.settings();
        boolean isToServe = progress.start(
                engine.log(),
                new ProcessEvent.Started(service, place, settings.nextHop().toString(), settings.filterSummary()));
        reporting = Reporting.of(engine, service, place, mode, progress);
        hangup.then(new Reload(engine, mode, source, progress::isEnding)::run);
        return isToServe;
    }

    /** If another process has taken the place of this one: serves the clients of this one for a while. */
    private void finishYielding() {
        if (progress.hasYielded()) {
            engine.sessions().handOver(SILENCE, longestTime());
            hasFinished = progress.phase() == Phase.YIELDING;
        }
    }

    private Duration longestTime() {
        return engine.longestDeadline().plus(STOP_MARGIN);
    }

    /** If a stop has closed what was being opened, the start has not failed: it is over. */
    private <E extends Exception> Exit failed(Exit status, E failure) throws E {
        if (progress.phase() == Phase.STOPPING) {
            return Exit.OK;
        }
        exit = status;
        throw failure;
    }

    /** Stops the proxy. This is the shutdown hook, which SIGTERM, SIGINT and {@link System#exit} run. */
    private void stop() {
        // Read before the drain: a session that ends because of a signal has no part in the exit status.
        Exit status = exit;
        boolean wasStarted = progress.stop();
        reporting.ifPresent(Reporting::abandonHandover);
        Duration time = longestTime();
        mode.close(time);
        Optional<Succession> predecessor = hasFinished ? Optional.empty() : mode.succession();
        if (predecessor.isPresent()) {
            predecessor.get().stopPredecessor();
        }
        if (engine.isEndedByFilter()) {
            // A supervisor starts the proxy again only if this is no success (systemd, Restart=on-failure).
            status = Exit.FILTER_FAILED;
        }
        drain();
        mode.awaitGoodbyes();
        Optional<ProcessEvent.Mode> service = mode.service();
        if (wasStarted && service.isPresent()) {
            engine.reportFilters();
            engine.log().publish(new ProcessEvent.Stopped(service.get()));
        }
        if (predecessor.isPresent()) {
            predecessor.get().awaitPredecessor(time);
        }
        mode.removeTraces();
        reporting.ifPresent(Reporting::close);
        engine.closeFilters();
        engine.closeSpool();
        engine.log().close();
        lastStep.accept(status);
    }

    /** Waits for a limited time until each session has finished its message in hand and has ended. */
    private void drain() {
        int cutOff = engine.sessions().drain(longestTime());
        if (cutOff > 0) {
            engine.log().publish(new ProcessEvent.SessionsCutOff(cutOff));
        }
    }
}
