package postprox.run;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.event.CleaningEvent.CleanUpTrouble;
import postprox.event.FilterChanges;
import postprox.event.ProcessEvent;
import postprox.filter.Chain;
import postprox.filter.Origin;
import postprox.net.AddressDialer;
import postprox.net.Dialer;
import postprox.posix.OwnProcess;
import postprox.quarantine.Quarantine;
import postprox.quarantine.QuarantineRules;
import postprox.session.Overview;
import postprox.session.SessionServices;
import postprox.session.Sessions;
import postprox.spool.Spool;
import postprox.spool.SpoolException;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * The parts of a proxy, wired from the settings. A {@link Mode} has them serve clients. One thread at a time calls {@link
 * #use}.
 */
final class Engine {
    private final WatchedLog log;
    private final Watchdog watchdog;
    private final Spool spool;
    private final Origin origin = new Origin(OwnProcess.environment());

    private final FilterCounts counts;
    private final Filters filters;

    private final Overview overview = new Overview();
    private final Sessions sessions;

    // Written by use(), read by any thread.
    private volatile Settings settings;
    private volatile Duration longestDeadline;
    private volatile Optional<Quarantine> quarantine = Optional.empty();
    private volatile AddressDialer dialer;
    private volatile Chain chain;
    private boolean isService;
    private boolean isWatched;

    /**
     * Makes an engine.
     *
     * @throws IOException    if the log cannot be opened
     * @throws UsageException if a filter cannot be used
     */
    Engine(Settings settings) throws IOException, UsageException {
        this.settings = settings;
        this.longestDeadline = settings.deadline();
        this.log = new WatchedLog(settings.log().open(settings.verbosity()));
        this.watchdog = Watchdog.start(e -> log.publish(new ProcessEvent.ProcessMistake(e)));
        this.spool = Spool.in(settings.tempDirectory());
        this.counts = new FilterCounts(log);
        this.filters = new Filters(settings.filterCapacity(), log, watchdog);
        this.dialer = AddressDialer.to(settings.nextHop(), watchdog);
        this.quarantine = quarantine(settings);
        this.chain = filters.chain(settings);
        this.sessions = new Sessions(sessionServices(settings, dialer, chain, quarantine));
    }

    /** The settings for sessions and messages that begin now. */
    Settings settings() {
        return settings;
    }

    /** The longest time that a message in hand may take, since a message keeps the deadline with which it began. */
    Duration longestDeadline() {
        return longestDeadline;
    }

    WatchedLog log() {
        return log;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    Sessions sessions() {
        return sessions;
    }

    /** What the sessions are doing. */
    Overview overview() {
        return overview;
    }

    /** The next hop of sessions that begin now. */
    Dialer dialer() {
        return dialer;
    }

    /** The filters of messages that begin now. */
    Chain chain() {
        return chain;
    }

    /** The quarantine of messages that begin now; empty if it is off. */
    Optional<Quarantine> quarantine() {
        return quarantine;
    }

    StartWarnings warnings() {
        return new StartWarnings(settings, dialer, log);
    }

    /**
     * Uses other settings for sessions and messages that begin from now on, within the limits of {@link
     * postprox.config.Option.Reload}. If it fails, for want of memory for example, all settings stay as they were.
     *
     * @return what has become of the filters
     * @throws UsageException if a filter cannot be used
     */
    FilterChanges use(Settings next) throws UsageException {
        AddressDialer nextDialer =
                next.nextHop().equals(settings.nextHop()) ? dialer : dialer.changedTo(next.nextHop());
        Optional<Quarantine> nextQuarantine = quarantine(next);
        Chain nextChain = filters.chain(next);
        SessionServices services = sessionServices(next, nextDialer, nextChain, nextQuarantine);
        Duration longest = Collections.max(List.of(longestDeadline, next.deadline()));

        dialer = nextDialer;
        chain = nextChain;
        quarantine = nextQuarantine;
        log.verbosity(next.verbosity());
        Settings before = settings;
        settings = next;
        longestDeadline = longest;
        sessions.use(services);
        FilterChanges changes = filters.keepOnly(before, next);
        watchQuarantineIfAny();
        return changes;
    }

    /** The quarantine of some settings. One whose rules stay the same stays, with its count. */
    private Optional<Quarantine> quarantine(Settings from) {
        Optional<QuarantineRules> rules = from.quarantine();
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        return quarantine.isPresent() && quarantine.get().rules().equals(rules.get())
                ? quarantine
                : Optional.of(Quarantine.by(rules.get()));
    }

    /** Tidies the quarantine of a service up from now on, also one that a reload switches on. */
    void watchQuarantine() {
        isService = true;
        watchQuarantineIfAny();
    }

    /** Does nothing without a quarantine, so that no other start has to load its classes. */
    private void watchQuarantineIfAny() {
        if (isService && !isWatched && quarantine.isPresent()) {
            isWatched = true;
            watchdog.watch(new QuarantineWatch(() -> quarantine, log, watchdog, Ticker.SYSTEM.nanos()));
        }
    }

    private SessionServices sessionServices(Settings from, Dialer to, Chain examiners, Optional<Quarantine> aside) {
        return new SessionServices(
                to, spool, examiners, origin, from.forSessions(), counts, Ticker.SYSTEM, watchdog, overview, aside);
    }

    /** Logs how often each filter gave which answer. */
    void reportFilters() {
        counts.report();
    }

    /** Whether a filter has ended the process, which goes to the log. For the shutdown hook. */
    boolean isEndedByFilter() {
        return filters.haveEndedTheProcess();
    }

    /** Removes the files of killed processes, and ends their filters. */
    void sweep() {
        Sweep.remove(spool, settings.tempDirectory(), log);
    }

    /** Ends the processes and connections of filters. */
    void closeFilters() {
        filters.close();
    }

    /** Removes the directory of this process from the spool, unless a message is in hand. A second call does nothing. */
    void closeSpool() {
        try {
            spool.close();
        } catch (SpoolException e) {
            log.publish(new CleanUpTrouble(CleanUpTrouble.Remains.SPOOL, "", String.valueOf(e.getMessage())));
        }
    }
}
