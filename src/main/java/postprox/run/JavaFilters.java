package postprox.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.config.FilterKind;
import postprox.config.FilterSettings;
import postprox.config.FilterSpec;
import postprox.config.JavaSettings;
import postprox.config.UsageException;
import postprox.event.Events;
import postprox.event.FilterEvent.JavaFilterNotice;
import postprox.event.FilterEvent.JavaFilterNotice.Notice;
import postprox.filter.Filter;
import postprox.filter.java.ExitCall;
import postprox.filter.java.JavaFilter;
import postprox.filter.java.PluginException;
import postprox.filter.java.PluginOrder;
import postprox.filter.java.Prints;
import postprox.time.Watchdog;

/** Loads the filters of kind {@code java}. One thread at a time calls {@link #load}. */
public final class JavaFilters {
    private final Events events;
    private final Watchdog watchdog;
    private Optional<Prints> prints = Optional.empty();

    JavaFilters(Events events, Watchdog watchdog) {
        this.events = events;
        this.watchdog = watchdog;
    }

    /**
     * Loads a filter and starts it.
     *
     * @throws UsageException if it cannot be used
     */
    Filter load(FilterSpec spec, Optional<Path> plugins) throws UsageException {
        prints = prints.or(() -> Optional.of(Prints.divert(events, watchdog)));
        return load(spec, plugins, events);
    }

    /** Whether a filter has ended the process, which goes to the log. For the shutdown hook. */
    boolean haveEndedTheProcess() {
        Optional<ExitCall> call = ExitCall.find();
        call.ifPresent(made -> events.publish(new JavaFilterNotice(made.filter(), Notice.ENDED_PROCESS, made.trace())));
        return call.isPresent();
    }

    /** Hands what filters have printed to the log. */
    void close() {
        prints.ifPresent(Prints::flush);
    }

    private static JavaFilter load(FilterSpec spec, Optional<Path> plugins, Events events) throws UsageException {
        try {
            return JavaFilter.load(order(spec, plugins), events);
        } catch (PluginException e) {
            throw new UsageException("cannot load the filter " + spec.name() + ": " + e.getMessage());
        }
    }

    private static PluginOrder order(FilterSpec spec, Optional<Path> plugins) throws UsageException {
        return new PluginOrder(
                spec.name(),
                spec.where(),
                plugins.orElseThrow(() -> new UsageException("java: needs --plugins")),
                spec.find(JavaSettings.JAR),
                spec.get(JavaSettings.OPTIONS),
                spec.get(FilterSettings.TIMEOUT),
                spec.get(JavaSettings.LOST_THREADS));
    }

    /** Starts and ends each filter of kind {@code java}, and returns the objections of those that do not start. */
    public static List<String> objections(List<FilterSpec> filters, Optional<Path> plugins) {
        List<String> objections = new ArrayList<>();
        for (FilterSpec spec : filters) {
            if (spec.kind() == FilterKind.JAVA) {
                try {
                    load(spec, plugins, _ -> {}).close();
                } catch (UsageException e) {
                    Optional.ofNullable(e.getMessage()).ifPresent(objections::add);
                }
            }
        }
        return objections;
    }
}
