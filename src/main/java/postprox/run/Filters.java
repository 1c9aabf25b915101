package postprox.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import postprox.config.FilterKind;
import postprox.config.FilterSettings;
import postprox.config.FilterSpec;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.event.Event;
import postprox.event.Events;
import postprox.event.FilterChanges;
import postprox.event.FilterEvent;
import postprox.filter.AddressList;
import postprox.filter.Chain;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.FilterRules;
import postprox.filter.Guard;
import postprox.filter.NetworkList;
import postprox.filter.Scope;
import postprox.filter.Slots;
import postprox.filter.command.CrashPolicy;
import postprox.filter.program.ProcessLimits;
import postprox.log.FilterLines;
import postprox.log.ProcessLines;
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
    // Filters that were made anew, and are closed when no new message is theirs.
    private final List<Guard> replaced = new ArrayList<>(0);

    private final FilterMaker maker;

    /** All that a filter was made from. */
    private record Made(
            String text,
            FailurePolicy byDefault,
            ProcessLimits limits,
            CrashPolicy crashPolicy,
            Optional<Path> plugins) {
        static Made of(FilterSpec spec, Settings from) {
            return new Made(
                    spec.text(),
                    from.failurePolicy(),
                    from.processLimits(),
                    from.crashPolicy(),
                    spec.kind() == FilterKind.JAVA ? from.plugins() : Optional.empty());
        }
    }

    /**
     * Makes no filter yet.
     *
     * @param capacity the capacity of the manual's filter
     * @param events   hears of what a filter does beside its answers
     * @param watchdog looks after what filters do between two messages
     */
    public Filters(FilterCapacity capacity, Events events, Watchdog watchdog) {
        this.ofManual = new Slots(capacity);
        this.maker = new FilterMaker(events, watchdog);
    }

    /** Filters for a message of a user, who reads at standard error what becomes of processes and servers. */
    public static Filters ofTrial(FilterCapacity capacity) {
        return new Filters(capacity, Filters::tell, Watchdog.start(Filters::tell));
    }

    private static void tell(Event event) {
        if (event instanceof FilterEvent ofFilter) {
            System.err.println("postprox: " + FilterLines.of(ofFilter));
        }
    }

    private static void tell(Throwable mistake) {
        System.err.println("postprox: " + ProcessLines.mistake(mistake, "none"));
    }

    /**
     * The filters of some settings: the manual's if there is one, and then the others in their order.
     *
     * @throws UsageException if one of them cannot be used
     */
    public Chain chain(Settings from) throws UsageException {
        List<Guard> guards = new ArrayList<>();
        from.command()
                .ifPresent(command -> guards.add(new Guard(
                        FilterMaker.command(command, from),
                        FilterRules.ofManual(Optional.of(from.filterTimeout()), from.failurePolicy()),
                        ofManual)));
        if (!from.filters().isEmpty()) {
            guards.addAll(others(from));
        }
        return new Chain(guards);
    }

    private List<Guard> others(Settings from) throws UsageException {
        List<Guard> guards = new ArrayList<>();
        Map<Made, Guard> added = new HashMap<>();
        try {
            for (FilterSpec spec : from.filters()) {
                guards.add(kept(spec, from, added));
            }
        } catch (UsageException e) {
            added.values().forEach(Guard::close);
            throw e;
        }
        added.forEach((key, guard) -> Optional.ofNullable(made.put(key, guard)).ifPresent(replaced::add));
        return guards;
    }

    /** The filter that was made from these settings, or a new one. */
    private Guard kept(FilterSpec spec, Settings from, Map<Made, Guard> added) throws UsageException {
        Made key = Made.of(spec, from);
        Optional<Guard> before = Optional.ofNullable(made.get(key));
        if (before.isPresent() && !before.get().isStale()) {
            return before.get();
        }
        Guard guard = guard(spec, from);
        added.put(key, guard);
        return guard;
    }

    /**
     * Closes and forgets the filters that some settings do not have.
     *
     * @param before the settings before, by which there were filters
     * @param used   the settings from now on, whose {@link #chain} is made
     * @return what has become of the filters
     */
    FilterChanges keepOnly(Settings before, Settings used) {
        FilterChanges changes = changes(byName(before), byName(used));
        List<Made> kept =
                used.filters().stream().map(spec -> Made.of(spec, used)).toList();
        replaced.forEach(Guard::close);
        replaced.clear();
        made.entrySet().removeIf(entry -> {
            boolean isOver = !kept.contains(entry.getKey());
            if (isOver) {
                entry.getValue().close();
            }
            return isOver;
        });
        ofOthers.keySet()
                .retainAll(used.filters().stream().map(FilterSpec::name).toList());
        return changes;
    }

    private static Map<String, Made> byName(Settings from) {
        Map<String, Made> filters = new LinkedHashMap<>();
        from.filters().forEach(spec -> filters.put(spec.name(), Made.of(spec, from)));
        return filters;
    }

    private FilterChanges changes(Map<String, Made> before, Map<String, Made> now) {
        Set<String> anew = replaced.stream().map(Guard::name).collect(Collectors.toSet());
        List<String> changed = now.entrySet().stream()
                .filter(filter -> before.containsKey(filter.getKey()))
                .filter(filter ->
                        anew.contains(filter.getKey()) || !filter.getValue().equals(before.get(filter.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        return new FilterChanges(without(now, before), changed, without(before, now));
    }

    private static List<String> without(Map<String, Made> filters, Map<String, Made> others) {
        return filters.keySet().stream()
                .filter(name -> !others.containsKey(name))
                .toList();
    }

    /** Whether one of them has ended the process, which goes to the log. For the shutdown hook. */
    boolean haveEndedTheProcess() {
        return maker.haveEndedTheProcess();
    }

    /** Closes all filters. */
    @Override
    public void close() {
        made.values().forEach(Guard::close);
        made.clear();
        maker.close();
    }

    private Guard guard(FilterSpec spec, Settings from) throws UsageException {
        return new Guard(maker.make(spec, from), rules(spec, from.failurePolicy()), slots(spec));
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
        boolean isByWorkers = spec.kind() == FilterKind.WORKER && FilterMaker.workers(spec) < atOnce;
        FilterCapacity capacity =
                new FilterCapacity(isByWorkers ? FilterMaker.workers(spec) : atOnce, spec.get(FilterSettings.WAITING));
        return ofOthers.compute(
                spec.name(),
                (_, before) -> before != null && before.capacity().equals(capacity)
                        ? before
                        : Slots.ofOne(capacity, isByWorkers ? "workers" : "at-once"));
    }
}
