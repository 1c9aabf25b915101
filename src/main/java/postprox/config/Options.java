package postprox.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All options, in the order of the help. A new option is declared in one of the {@code *Options} classes and added to its list
 * {@code ALL}. {@link Settings} hands its value to the class that uses it. {@code DocumentsTest} says how to make the texts anew.
 */
public final class Options {
    /** Options that stand together in texts. The name marks their place there. */
    public record Group(String name, List<Option<?>> options) {}

    private static final List<Group> OF_PROXY = List.of(
            new Group("filter", FilterOptions.ALL),
            new Group("quarantine", QuarantineOptions.ALL),
            new Group("service", ServiceOptions.ALL),
            new Group("admin", ServiceOptions.OF_ADMIN),
            new Group("limits", LimitOptions.ALL),
            new Group("printing", PrintingOptions.ALL));

    /** The options that only commands take. This class and theirs are not loaded for a proxy, whose first client waits. */
    private static final class OfCommands {
        static final List<Group> GROUPS = List.of(
                new Group("try", TrialOptions.ALL),
                new Group("demo", DemoOptions.ALL),
                new Group("setup", SetupOptions.ALL),
                new Group("quarantine command", QuarantineOptions.OF_COMMAND),
                new Group("new", NewOptions.ALL),
                new Group("watch", WatchOptions.ALL),
                new Group("doctor", DoctorOptions.ALL));

        private OfCommands() {}
    }

    private Options() {}

    /** The options that a usage takes. */
    public static List<Option<?>> of(Usage usage) {
        List<Option<?>> taken = new ArrayList<>();
        // The rehearsal decides what is in the AOT cache, and all of that is loaded at each start.
        boolean isProxy = usage == Usage.SERVE || usage == Usage.REHEARSE;
        for (Group group : isProxy ? OF_PROXY : groups()) {
            for (Option<?> option : group.options()) {
                if (option.isTakenBy(usage)) {
                    taken.add(option);
                }
            }
        }
        return taken;
    }

    /** The options that a configuration has, and a file may set. An option that is only another spelling is not among them. */
    public static List<Option<?>> settings() {
        return of(Usage.SERVE).stream()
                .filter(option -> option.isInFile() && Alias.meant(option).equals(option))
                .toList();
    }

    /** All options, group by group. */
    public static List<Group> groups() {
        List<Group> groups = new ArrayList<>(OF_PROXY);
        groups.addAll(OfCommands.GROUPS);
        return groups;
    }

    /** The option with a letter. */
    static Optional<Option<?>> lettered(String letter, List<Option<?>> among) {
        for (Option<?> option : among) {
            if (!letter.isEmpty() && option.letter().equals(letter)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }
}
