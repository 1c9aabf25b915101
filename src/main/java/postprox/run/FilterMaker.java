package postprox.run;

import java.util.List;
import java.util.Optional;
import postprox.config.ClamdSettings;
import postprox.config.FilterSpec;
import postprox.config.Option;
import postprox.config.PolicySettings;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.config.WorkerSettings;
import postprox.event.Events;
import postprox.filter.Filter;
import postprox.filter.clamd.ClamdFilter;
import postprox.filter.clamd.Meaning;
import postprox.filter.command.CommandFilter;
import postprox.filter.policy.PolicyFilter;
import postprox.filter.program.ProcessLimits;
import postprox.filter.service.Servers;
import postprox.filter.worker.WorkerFilter;
import postprox.filter.worker.WorkerRules;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** Makes a filter of each kind from its settings. One thread at a time calls the methods. */
final class FilterMaker {
    private final Events events;
    private final Watchdog watchdog;
    private Optional<JavaFilters> javaFilters = Optional.empty();

    /**
     * Makes no filter yet.
     *
     * @param events   hears of what filters do beside their answers
     * @param watchdog looks after what filters do between two messages
     */
    FilterMaker(Events events, Watchdog watchdog) {
        this.events = events;
        this.watchdog = watchdog;
    }

    /**
     * Makes a filter.
     *
     * @throws UsageException if it cannot be used
     */
    Filter make(FilterSpec spec, Settings from) throws UsageException {
        return switch (spec.kind()) {
            case COMMAND -> command(spec.where(), from);
            case CLAMD -> clamd(spec);
            case HOOKS -> HooksFilters.make(spec, events, watchdog);
            case JAVA -> javaFilters().load(spec, from.plugins());
            case WORKER -> worker(spec, from.processLimits());
            case POLICY -> policy(spec);
        };
    }

    private JavaFilters javaFilters() {
        JavaFilters all = javaFilters.orElseGet(() -> new JavaFilters(events, watchdog));
        javaFilters = Optional.of(all);
        return all;
    }

    /** The filter of the manual, or one of its kind. */
    static Filter command(String command, Settings from) {
        return new CommandFilter(command, from.processLimits(), from.crashPolicy());
    }

    private Filter clamd(FilterSpec spec) {
        Meaning meaning = new Meaning(
                spec.get(ClamdSettings.TEXT), spec.get(ClamdSettings.ON_ENCRYPTED), spec.get(ClamdSettings.ON_LIMITS));
        return new ClamdFilter(
                servers(spec, ClamdSettings.SERVERS),
                new ServiceDialer(watchdog),
                meaning,
                spec.get(ClamdSettings.STREAM));
    }

    private Filter policy(FilterSpec spec) {
        return new PolicyFilter(servers(spec, PolicySettings.SERVERS), spec.get(WorkerSettings.STATE), watchdog);
    }

    private Servers servers(FilterSpec spec, Option<List<Endpoint>> setting) {
        return new Servers(spec.name(), spec.places(setting), events, Ticker.SYSTEM);
    }

    private Filter worker(FilterSpec spec, ProcessLimits limits) {
        WorkerRules rules = new WorkerRules(
                spec.name(),
                workers(spec),
                spec.get(WorkerSettings.RECYCLE),
                spec.get(WorkerSettings.IDLE),
                spec.get(WorkerSettings.STATE),
                spec.get(WorkerSettings.FILES));
        return new WorkerFilter(spec.where(), rules, limits.ofLongRunning(), events, watchdog);
    }

    /** How many workers a filter of kind {@code worker} has. */
    static int workers(FilterSpec spec) {
        int number = spec.get(WorkerSettings.WORKERS);
        return number > 0 ? number : Runtime.getRuntime().availableProcessors();
    }

    /** Whether a filter has ended the process, which goes to the log. For the shutdown hook. */
    boolean haveEndedTheProcess() {
        return javaFilters.isPresent() && javaFilters.get().haveEndedTheProcess();
    }

    /** Hands what filters have left for the log to it. */
    void close() {
        // No lambda: at the stop of any process it would load the class.
        if (javaFilters.isPresent()) {
            javaFilters.get().close();
        }
    }
}
