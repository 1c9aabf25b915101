package postprox.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import postprox.config.Settings;
import postprox.event.Event;
import postprox.event.Event.CleanUpTrouble;
import postprox.filter.Chain;
import postprox.filter.Filter;
import postprox.filter.Origin;
import postprox.filter.Slots;
import postprox.filter.command.CommandFilter;
import postprox.log.EventLog;
import postprox.net.AddressDialer;
import postprox.net.Dialer;
import postprox.posix.OwnProcess;
import postprox.session.SessionServices;
import postprox.session.Sessions;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** The parts of a proxy, wired from the settings. Nothing of it serves anybody yet. {@link #use} is for one thread at a time. */
final class Engine {
    private final EventLog log;
    private final Watchdog watchdog;
    private final Spool spool;
    private final Origin origin = new Origin(OwnProcess.environment());

    // Shared by the filters of old and new settings, which run side by side for a while.
    private final Slots slots;

    private final Sessions sessions;

    // Written by use(), read by any thread.
    private volatile Settings settings;
    private volatile Duration longestDeadline;
    private Dialer dialer;

    /**
     * An engine.
     *
     * @throws IOException where the log cannot be written
     */
    Engine(Settings settings) throws IOException {
        this.settings = settings;
        this.longestDeadline = settings.deadline();
        this.log = settings.log().open(settings.verbosity());
        this.watchdog = Watchdog.start(e -> log.publish(new Event.ProcessMistake(e)));
        this.spool = Spool.in(settings.tempDirectory());
        this.slots = new Slots(settings.filterCapacity());
        this.dialer = AddressDialer.to(settings.nextHop(), watchdog);
        this.sessions = new Sessions(sessionServices(settings));
    }

    /** The settings of what begins now. */
    Settings settings() {
        return settings;
    }

    /** How long a message in hand may take: it keeps the deadline with which it began. */
    Duration longestDeadline() {
        return longestDeadline;
    }

    EventLog log() {
        return log;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    Sessions sessions() {
        return sessions;
    }

    StartWarnings warnings() {
        return new StartWarnings(settings, log);
    }

    /** Has what begins from now on find other settings, as far as {@link postprox.config.Option.Reload} says so. */
    void use(Settings next) {
        // The dialer of the same next hop knows which of its addresses are silent, and which connections are our own.
        if (!next.nextHop().equals(settings.nextHop())) {
            dialer = AddressDialer.to(next.nextHop(), watchdog);
        }
        log.verbosity(next.verbosity());
        settings = next;
        longestDeadline = Collections.max(List.of(longestDeadline, next.deadline()));
        sessions.use(sessionServices(next));
    }

    private SessionServices sessionServices(Settings of) {
        return new SessionServices(
                dialer,
                spool,
                new Chain(filters(of), of.failurePolicy(), of.strayCr()),
                origin,
                of.forSessions(),
                log,
                Ticker.SYSTEM,
                watchdog);
    }

    private List<Filter> filters(Settings of) {
        Optional<String> command = of.command();
        return command.isEmpty()
                ? List.of()
                : List.of(new CommandFilter(
                        command.get(), of.filterTimeout(), slots, of.processLimits(), of.crashPolicy()));
    }

    /** Removes what killed processes left. */
    void sweep() {
        Sweep.remove(spool, settings.tempDirectory(), log);
    }

    /** Removes the directory of this process from the spool, unless a message is in hand. Once more does nothing. */
    void closeSpool() {
        try {
            spool.close();
        } catch (SpoolException e) {
            log.publish(new CleanUpTrouble(CleanUpTrouble.Remains.SPOOL, "", String.valueOf(e.getMessage())));
        }
    }
}
