package postprox.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.config.FilterKind;
import postprox.config.FilterSettings;
import postprox.config.FilterSpec;
import postprox.config.PolicySettings;
import postprox.config.ServiceSettings;
import postprox.config.Settings;
import postprox.config.WorkerSettings;
import postprox.event.Event;
import postprox.event.Events;
import postprox.filter.AddressList;
import postprox.filter.Chain;
import postprox.filter.FailurePolicy;
import postprox.filter.Filter;
import postprox.filter.FilterCapacity;
import postprox.filter.FilterRules;
import postprox.filter.Guard;
import postprox.filter.NetworkList;
import postprox.filter.Scope;
import postprox.filter.Slots;
import postprox.filter.command.CommandFilter;
import postprox.filter.command.CrashPolicy;
import postprox.filter.policy.PolicyFilter;
import postprox.filter.program.ProcessLimits;
import postprox.filter.service.Servers;
import postprox.filter.worker.WorkerFilter;
import postprox.filter.worker.WorkerRules;
import postprox.log.ProcessLines;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * Makes the filters of a process from its settings. A filter whose settings a reload does not change stays, with its processes and
 * connections. One thread at a time calls the methods.
 */
public final class Filters implements AutoCloseable {
    // Slots are shared by the filters of old and new settings, since both run for a while after a reload.
    private final Slots ofManual;
    private final Map<String, Slots> ofOthers = new HashMap<>();
    private final Map<Made, Guard> made = new HashMap<>();
    private final Events events;
    private final Watchdog watchdog;

    /** All that a filter was made from. */
    private record Made(String text, FailurePolicy byDefault, ProcessLimits limits, CrashPolicy crashPolicy) {
        static Made of(FilterSpec spec, Settings from) {
            return new Made(spec.text(), from.failurePolicy(), from.processLimits(), from.crashPolicy());
        }
    }

    /**
     * Makes no filter yet.
     *
     * @param capacity the capacity of the manual's filter
     * @param events   receives what becomes of processes and servers that filters use
     * @param watchdog ends waits of filters whose time is over
     */
    public Filters(FilterCapacity capacity, Events events, Watchdog watchdog) {
        this.ofManual = new Slots(capacity);
        this.events = events;
        this.watchdog = watchdog;
    }

    /** Filters for a message of a user, who reads at standard error what becomes of processes and servers. */
    public static Filters ofTrial(FilterCapacity capacity) {
        return new Filters(capacity, Filters::tell, Watchdog.start(Filters::tell));
    }

    private static void tell(Event event) {
        if (event instanceof Event.OfProcess process) {
            System.err.println("postprox: " + ProcessLines.of(process));
        }
    }

    private static void tell(Throwable mistake) {
        tell(new Event.ProcessMistake(mistake));
    }

    /** The filters of some settings: the manual's if there is one, and then the others in their order. */
    public Chain chain(Settings from) {
        List<Guard> guards = new ArrayList<>();
        from.command()
                .ifPresent(command -> guards.add(new Guard(
                        command(command, from),
                        FilterRules.ofManual(Optional.of(from.filterTimeout()), from.failurePolicy()),
                        ofManual)));
        for (FilterSpec spec : from.filters()) {
            guards.add(made.computeIfAbsent(Made.of(spec, from), _ -> guard(spec, from)));
        }
        return new Chain(guards);
    }

    /** Closes and forgets the filters that some settings do not have. */
    void keepOnly(Settings used) {
        List<Made> kept =
                used.filters().stream().map(spec -> Made.of(spec, used)).toList();
        made.entrySet().removeIf(entry -> {
            boolean isOver = !kept.contains(entry.getKey());
            if (isOver) {
                entry.getValue().close();
            }
            return isOver;
        });
        ofOthers.keySet()
                .retainAll(used.filters().stream().map(FilterSpec::name).toList());
    }

    /** Closes all filters. */
    @Override
    public void close() {
        made.values().forEach(Guard::close);
        made.clear();
    }

    private Guard guard(FilterSpec spec, Settings from) {
        return new Guard(filter(spec, from), rules(spec, from.failurePolicy()), slots(spec));
    }

    private Filter filter(FilterSpec spec, Settings from) {
        return switch (spec.kind()) {
            case COMMAND -> command(spec.where(), from);
            case WORKER -> worker(spec, from.processLimits());
            case POLICY ->
                new PolicyFilter(
                        new Servers(
                                spec.name(),
                                ServiceSettings.places(
                                        spec.where(), spec.find(PolicySettings.SERVERS), PolicySettings.SERVERS),
                                events,
                                Ticker.SYSTEM),
                        spec.get(WorkerSettings.STATE),
                        watchdog);
        };
    }

    private static Filter command(String command, Settings from) {
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

    private static int workers(FilterSpec spec) {
        int number = spec.get(WorkerSettings.WORKERS);
        return number > 0 ? number : Runtime.getRuntime().availableProcessors();
    }

    private static FilterRules rules(FilterSpec spec, FailurePolicy byDefault) {
        return new FilterRules(
                spec.name(),
                Optional.of(spec.get(FilterSettings.TIMEOUT)),
                spec.find(FilterSettings.ON_FAILURE).orElse(byDefault),
                spec.get(FilterSettings.ON_REJECT),
                spec.get(FilterSettings.MAX_SIZE),
                spec.get(FilterSettings.ON_OVERSIZE),
                new Scope(
                        spec.find(FilterSettings.SENDER).orElse(AddressList.ALL),
                        spec.find(FilterSettings.RECIPIENT).orElse(AddressList.ALL),
                        spec.find(FilterSettings.CLIENT).orElse(NetworkList.ALL)),
                spec.get(FilterSettings.OBSERVE));
    }

    private Slots slots(FilterSpec spec) {
        int atOnce = spec.get(FilterSettings.AT_ONCE);
        // A message that waits for a worker waits here, where its own time has not begun yet.
        boolean isByWorkers = spec.kind() == FilterKind.WORKER && workers(spec) < atOnce;
        FilterCapacity capacity =
                new FilterCapacity(isByWorkers ? workers(spec) : atOnce, spec.get(FilterSettings.WAITING));
        return ofOthers.compute(
                spec.name(),
                (_, before) -> before != null && before.capacity().equals(capacity)
                        ? before
                        : Slots.ofOne(capacity, isByWorkers ? "workers" : "at-once"));
    }
}
