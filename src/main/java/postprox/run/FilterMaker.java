package postprox.run;

import java.util.Optional;
import postprox.config.FilterSpec;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.config.WorkerSettings;
import postprox.event.Events;
import postprox.filter.Filter;
import postprox.filter.command.CommandFilter;
import postprox.filter.program.ProcessLimits;
import postprox.filter.worker.WorkerFilter;
import postprox.filter.worker.WorkerRules;
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
            case WORKER -> worker(spec, from.processLimits());
            case POLICY -> services().policy(spec);
            case CLAMD -> services().clamd(spec);
            case ICAP -> services().icap(spec);
            case SPAMD -> services().spamd(spec);
            case RSPAMD -> services().rspamd(spec);
            case MILTER -> services().milter(spec);
            case HOOKS -> HooksFilters.make(spec, events, watchdog);
            case JAVA -> javaFilters().load(spec, from.plugins());
        };
    }

    /** Made when a filter needs it, so that a process without one does not load it. */
    private ServiceFilters services() {
        return new ServiceFilters(events, watchdog);
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
