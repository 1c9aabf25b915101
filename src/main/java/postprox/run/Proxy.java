package postprox.run;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.event.Event;
import postprox.event.SessionEnd;
import postprox.filter.Chain;
import postprox.filter.Filter;
import postprox.filter.Origin;
import postprox.filter.command.CommandFilter;
import postprox.log.EventLog;
import postprox.net.ChannelWire;
import postprox.net.Dialer;
import postprox.net.Listener;
import postprox.net.WaitingThreads;
import postprox.net.Wire;
import postprox.posix.AdoptedChildren;
import postprox.posix.NativeCode;
import postprox.posix.OwnProcess;
import postprox.resident.Resident;
import postprox.session.Sessions;
import postprox.session.Surroundings;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** The proxy as a whole, wired from the settings: one session on standard input, a service that listens, or a resident. */
public final class Proxy {
    private static final int STANDARD_INPUT = 0;
    private static final int STANDARD_OUTPUT = 1;

    /** Beyond the deadline of the messages in hand, for what comes around them. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

    private final Settings settings;
    private final Consumer<Exit> lastStep;

    // Set where a mistake of ours ends the process, read by the shutdown hook.
    private volatile Exit exit = Exit.OK;

    private final EventLog log;
    private final Watchdog watchdog;
    private final Spool spool;
    private final Sessions sessions;
    private final StartWarnings warnings;

    /**
     * A proxy that does not run yet.
     *
     * @param lastStep what a shutdown hook does when all is done: as a rule it ends the process
     */
    public Proxy(Settings settings, Consumer<Exit> lastStep) throws IOException {
        this.settings = settings;
        this.lastStep = lastStep;
        this.log = settings.log().open(settings.verbosity());
        this.watchdog = Watchdog.start(e -> log.publish(new Event.ProcessMistake(e)));
        this.spool = Spool.in(settings.tempDirectory());
        this.sessions = new Sessions(new Surroundings(
                Dialer.to(settings.nextHop(), watchdog),
                spool,
                new Chain(filters(settings), settings.failurePolicy(), settings.strayCr()),
                new Origin(OwnProcess.environment()),
                settings.forSessions(),
                log,
                Ticker.SYSTEM,
                watchdog));
        this.warnings = new StartWarnings(settings, log);
    }

    /** Serves until there is nothing left to serve. */
    public Exit run() throws IOException, UsageException {
        if (settings.resident().isPresent()) {
            return reside(settings.resident().get());
        }
        if (settings.listen().isPresent()) {
            return listen(Service.bind(settings.listen().get(), watchdog));
        }
        if (OwnProcess.isSocket(STANDARD_INPUT)) {
            Optional<Channel> inherited = Optional.ofNullable(System.inheritedChannel());
            if (inherited.isPresent() && inherited.get() instanceof ServerSocketChannel bound) {
                return listen(Listener.on(bound, watchdog));
            }
            if (inherited.isPresent() && inherited.get() instanceof SocketChannel client && isClientsAlone()) {
                return converse(ChannelWire.overInherited(client, watchdog));
            }
        }
        return converse(ChannelWire.overStandardStreams(watchdog));
    }

    /** Whether standard output is the same socket as standard input, or nothing at all (the launcher sees to that). */
    private static boolean isClientsAlone() throws IOException {
        return OwnProcess.isSameSocket(STANDARD_INPUT, STANDARD_OUTPUT)
                || OwnProcess.descriptorTarget(STANDARD_OUTPUT).equals("/dev/null");
    }

    private Exit converse(Wire client) {
        AtomicBoolean finished = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!finished.get()) {
                drain();
                end();
            }
        }));
        SessionEnd end = sessions.run(client);
        // Not before: the client has waited for a JVM to start.
        sweep();
        closeSpool();
        warnings.ofRisks();
        log.close();
        finished.set(true);
        return Exit.of(end);
    }

    private Exit reside(Path socket) throws IOException {
        Resident resident = Resident.at(socket, sessions, end -> Exit.of(end).status(), watchdog, log);
        watchdog.watch(new AdoptedChildren()::look);
        sweep();
        goOnAfterHangup();
        log.publish(started(Event.Mode.RESIDENT, socket.toString()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            resident.close();
            drain();
            resident.awaitGoodbyes();
            log.publish(new Event.Stopped(Event.Mode.RESIDENT));
            end();
        }));
        resident.begin();
        warnings.ofRisks();
        resident.serve(settings.residentIdle());
        log.publish(new Event.ResidentIdle(settings.residentIdle()));
        return Exit.OK;
    }

    private Exit listen(Listener listener) throws IOException, UsageException {
        if (listener.isReachedFrom(settings.nextHop())) {
            // Not known before: a socket that was handed over, a name that now stands for something else.
            listener.close();
            throw new UsageException("HOST:PORT: " + settings.nextHop() + " is also the socket that we listen on: mail"
                    + " would go round and round");
        }
        WaitingThreads.make();
        NativeCode.find();
        Service service = new Service(listener, settings.pidFile(), sessions, watchdog, log);
        watchdog.watch(new AdoptedChildren()::look);
        sweep();
        goOnAfterHangup();
        log.publish(started(Event.Mode.LISTENING, service.place()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            service.close();
            drain();
            log.publish(new Event.Stopped(Event.Mode.LISTENING));
            service.removePidFile();
            end();
        }));
        service.begin();
        warnings.ofRisks();
        warnings.ofUnknownNextHop();
        Background.reportReady();
        try {
            service.awaitEnd();
            return exit;
        } catch (RuntimeException e) {
            exit = Exit.INTERNAL;
            throw e;
        }
    }

    /** Where the log is a file, SIGHUP says that it was renamed; what is logged then makes the new one. */
    private void goOnAfterHangup() {
        List<Path> files = settings.log().files();
        if (!files.isEmpty()) {
            Hangup.then(() -> files.forEach(file -> log.publish(new Event.LogGoesOn(file.toString()))));
        }
    }

    /** Ends the sessions that are left within a bound. */
    private void drain() {
        int cutOff = sessions.drain(settings.deadline().plus(STOP_MARGIN));
        if (cutOff > 0) {
            log.publish(new Event.SessionsCutOff(cutOff));
        }
    }

    /** The last thing that runs, in a shutdown hook (SIGTERM, SIGINT). */
    private void end() {
        closeSpool();
        log.close();
        lastStep.accept(exit);
    }

    private static List<Filter> filters(Settings settings) {
        return settings.command().stream()
                .<Filter>map(command -> new CommandFilter(
                        command,
                        settings.filterTimeout(),
                        settings.filterCapacity(),
                        settings.processLimits(),
                        settings.crashPolicy()))
                .toList();
    }

    private Event started(Event.Mode mode, String place) {
        return new Event.Started(mode, place, settings.nextHop().toString(), settings.command());
    }

    private void closeSpool() {
        try {
            spool.close();
        } catch (SpoolException e) {
            log.publish(
                    new Event.CleanUpTrouble(Event.CleanUpTrouble.Remains.SPOOL, "", String.valueOf(e.getMessage())));
        }
    }

    private void sweep() {
        Sweep.remove(spool, settings.tempDirectory(), log);
    }
}
