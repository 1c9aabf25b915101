package postprox.run;

import java.io.IOException;
import java.util.List;
import postprox.config.Settings;
import postprox.event.Event;
import postprox.event.Event.CleanUpTrouble;
import postprox.filter.Chain;
import postprox.filter.Filter;
import postprox.filter.Origin;
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

/** The parts of a proxy, wired from the settings. Nothing of it serves anybody yet. */
final class Engine {
    private final Settings settings;
    private final EventLog log;
    private final Watchdog watchdog;
    private final Spool spool;
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

    Settings settings() {
        return settings;
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
}
