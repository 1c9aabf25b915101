package postprox.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import postprox.config.Settings;
import postprox.config.SettingsSource;
import postprox.config.UsageException;
import postprox.event.Event;
import postprox.posix.AdoptedChildren;

/** A proxy from its start to its end, the same for every {@link Mode}. */
public final class Lifecycle {
    /** Beyond the deadline of the messages in hand, for what comes around them. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

    private final Engine engine;
    private final Mode mode;
    private final SettingsSource source;
    private final Consumer<Exit> lastStep;

    // Written by the thread that serves before it ends the process, read by the shutdown hook.
    private volatile Exit exit = Exit.OK;

    private Lifecycle(Engine engine, Mode mode, SettingsSource source, Consumer<Exit> lastStep) {
        this.engine = engine;
        this.mode = mode;
        this.source = source;
        this.lastStep = lastStep;
    }

    /**
     * Serves until there is nothing left to serve. The caller then ends the process by {@link System#exit}, which has the proxy stopped
     * as a signal does.
     *
     * @param source   where the settings come from when they are read again
     * @param lastStep what follows when all is stopped: as a rule it ends the process, with the status that it is given
     */
    public static Exit run(Settings settings, SettingsSource source, Consumer<Exit> lastStep)
            throws IOException, UsageException {
        Engine engine = new Engine(settings);
        return new Lifecycle(engine, Modes.of(engine), source, lastStep).run();
    }

    private Exit run() {
        // No lambdas for what a session alone does not need: each is a class that the AOT cache loads at every start.
        Optional<Mode.Service> service = mode.service();
        if (service.isPresent()) {
            start(service.get());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
        try {
            exit = mode.serve();
            return exit;
        } catch (RuntimeException | Error e) {
            exit = Exit.INTERNAL;
            throw e;
        }
    }

    private void start(Mode.Service service) {
        engine.watchdog().watch(new AdoptedChildren()::check);
        engine.sweep();
        // First, so that whoever reads that the process has started can send it the signal.
        Reload.afterHangup(engine, mode, source);
        Settings settings = engine.settings();
        engine.log()
                .publish(new Event.Started(
                        service.mode(), service.place(), settings.nextHop().toString(), settings.command()));
    }

    /** The shutdown hook: SIGTERM, SIGINT and {@link System#exit} all come here. */
    private void stop() {
        // A session that a signal ends has no part in the status: the process does as it was told.
        Exit status = exit;
        mode.close();
        drain();
        mode.awaitGoodbyes();
        Optional<Mode.Service> service = mode.service();
        if (service.isPresent()) {
            engine.log().publish(new Event.Stopped(service.get().mode()));
        }
        mode.removeTraces();
        engine.closeSpool();
        engine.log().close();
        lastStep.accept(status);
    }

    /** Lets the sessions that are left finish the message in hand, within a bound. */
    private void drain() {
        int cutOff = engine.sessions().drain(engine.longestDeadline().plus(STOP_MARGIN));
        if (cutOff > 0) {
            engine.log().publish(new Event.SessionsCutOff(cutOff));
        }
    }
}
