package postprox.run;

import java.io.IOException;
import postprox.config.Settings;
import postprox.event.Event;
import postprox.event.Event.CleanUpTrouble;
import postprox.filter.CommandFilter;
import postprox.filter.Filter;
import postprox.log.EventLog;
import postprox.net.Dialer;
import postprox.posix.OwnProcess;
import postprox.session.Sessions;
import postprox.session.Surroundings;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** The parts of a proxy, wired from the settings. Nothing of it serves anybody yet. */
final class Engine {
    private final Settings settings;
    private final EventLog log;
    private final Watchdog watchdog;
    private final Spool spool;
    private final Filter filter;
    private final Sessions sessions;
    private final StartWarnings warnings;

    /**
     * An engine.
     *
     * @throws IOException where the log cannot be written
     */
    Engine(Settings settings) throws IOException {
        this.settings = settings;
        this.log = settings.log().open(settings.verbosity());
        this.watchdog = Watchdog.start(e -> log.publish(new Event.ProcessMistake(e)));
        this.spool = Spool.in(settings.tempDirectory());
        this.filter = filter(settings);
        this.sessions = new Sessions(new Surroundings(
                Dialer.to(settings.nextHop(), watchdog),
                spool,
                filter,
                settings.forSessions(),
                log,
                Ticker.SYSTEM,
                watchdog));
        this.warnings = new StartWarnings(settings, log);
    }

    Settings settings() {
        return settings;
    }

    EventLog log() {
        return log;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    /** What examines the messages of all sessions. */
    Filter filter() {
        return filter;
    }

    Sessions sessions() {
        return sessions;
    }

    StartWarnings warnings() {
        return warnings;
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

    private static Filter filter(Settings settings) throws IOException {
        if (settings.command().isEmpty()) {
            return Filter.NONE;
        }
        return new CommandFilter(
                settings.command().get(),
                settings.filterTimeout(),
                OwnProcess.environment(),
                settings.filterLimits(),
                settings.crashPolicy());
    }
}
