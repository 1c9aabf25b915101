package postprox.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import postprox.config.Settings;
import postprox.event.Event;
import postprox.event.Event.CleanUpTrouble;
import postprox.filter.Chain;
import postprox.filter.Filter;
import postprox.filter.Origin;
import postprox.filter.Slots;
import postprox.filter.command.CommandFilter;
import postprox.log.EventLog;
import postprox.net.Dialer;
import postprox.posix.OwnProcess;
import postprox.session.Sessions;
import postprox.session.Surroundings;
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
        this.dialer = Dialer.to(settings.nextHop(), watchdog);
        this.sessions = new Sessions(surroundings(settings));
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
            dialer = Dialer.to(next.nextHop(), watchdog);
        }
        log.verbosity(next.verbosity());
        settings = next;
        longestDeadline = Collections.max(List.of(longestDeadline, next.deadline()));
        sessions.use(surroundings(next));
    }

    private Surroundings surroundings(Settings of) {
        return new Surroundings(
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
        return of.command().stream()
                .<Filter>map(command ->
                        new CommandFilter(command, of.filterTimeout(), slots, of.processLimits(), of.crashPolicy()))
                .toList();
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
