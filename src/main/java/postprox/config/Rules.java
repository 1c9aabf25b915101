package postprox.config;

import static postprox.config.FilterOptions.COMMAND;
import static postprox.config.FilterOptions.FILTER;
import static postprox.config.FilterOptions.ON_FAILURE;
import static postprox.config.FilterOptions.PLUGINS;
import static postprox.config.QuarantineOptions.DAYS;
import static postprox.config.QuarantineOptions.DIRECTORY;
import static postprox.config.QuarantineOptions.DISCARD;
import static postprox.config.QuarantineOptions.MESSAGES;
import static postprox.config.QuarantineOptions.REPLY;
import static postprox.config.QuarantineOptions.SIZE;
import static postprox.config.ServiceOptions.FOREGROUND;
import static postprox.config.ServiceOptions.LISTEN;
import static postprox.config.ServiceOptions.LOG;
import static postprox.config.ServiceOptions.NEXT_HOP;
import static postprox.config.ServiceOptions.PIDFILE;
import static postprox.config.ServiceOptions.RESIDENT;
import static postprox.config.ServiceOptions.RESIDENT_IDLE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postprox.config.Configuration.Named;
import postprox.filter.FailurePolicy;
import postprox.filter.OnReject;
import postprox.filter.program.NamedProgram;
import postprox.filter.program.ProcessLimits;
import postprox.net.Destination;
import postprox.net.Endpoint;
import postprox.net.SamePlace;
import postprox.quarantine.QuarantineDirectory;

/** Finds options of a configuration that do not go together. Each objection is a sentence for the administrator. */
final class Rules {
    private Rules() {}

    /** The objections to a proxy's options. The next hop may be missing, since a configuration file need not name one. */
    static List<String> ofProxy(Configuration configuration) {
        Optional<Endpoint> listen = configuration.find(LISTEN);
        return listen.isPresent() ? ofService(configuration, listen.get()) : ofSession(configuration);
    }

    private static List<String> ofSession(Configuration configuration) {
        List<String> objections = new ArrayList<>();
        for (Option<?> option : List.of(FOREGROUND, PIDFILE)) {
            if (!configuration.text(option).equals(option.byDefault())) {
                objections.add(configuration.name(option) + " has a meaning only with -l");
            }
        }
        return objections;
    }

    private static List<String> ofService(Configuration configuration, Endpoint listen) {
        List<String> objections = new ArrayList<>();
        for (Option<?> option : List.of(RESIDENT, RESIDENT_IDLE)) {
            if (configuration.isGiven(option)) {
                objections.add(configuration.name(option) + " has no meaning with -l");
            }
        }
        if (!configuration.get(FOREGROUND) && configuration.get(LOG).usesStandardError()) {
            objections.add(configuration.name(LOG) + " stderr: in the background nobody reads it; add --foreground");
        }
        for (Destination place : configuration.find(NEXT_HOP).orElse(List.of())) {
            if (place instanceof Endpoint nextHop && SamePlace.leadsTo(nextHop, listen)) {
                objections.add(configuration.name(NEXT_HOP) + ": " + nextHop
                        + " is also where -l listens: mail would go round and round");
            }
        }
        return objections;
    }

    /** The objections to files that a start would make in directories that are not there. */
    static List<String> ofFiles(Configuration configuration) {
        List<String> objections = new ArrayList<>();
        for (Path log : configuration.get(LOG).files()) {
            inDirectory(configuration.name(LOG), log).ifPresent(objections::add);
        }
        configuration
                .find(PIDFILE)
                .flatMap(file -> inDirectory(configuration.name(PIDFILE), file))
                .ifPresent(objections::add);
        return objections;
    }

    private static Optional<String> inDirectory(String option, Path file) {
        Optional<Path> directory = Optional.ofNullable(file.toAbsolutePath().getParent());
        return directory.filter(Files::isDirectory).isPresent()
                ? Optional.empty()
                : Optional.of(option + ": " + file + ": its directory is not there; create it or name another");
    }

    /** The objections to filters that cannot be told apart in the log, or whose jar nobody looks for. */
    static List<String> ofFilters(Configuration configuration) {
        List<String> objections = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Named<FilterSpec> given : configuration.named(FILTER)) {
            FilterSpec filter = given.value();
            if (!names.add(filter.name())) {
                objections.add(given.name() + ": two filters have the name " + filter.name()
                        + "; give one of them another: name=...");
            }
            if (filter.kind() == FilterKind.JAVA && !configuration.isGiven(PLUGINS)) {
                objections.add(given.name() + ": java:" + filter.where()
                        + " needs the directory of its jar; name it by plugins, on the command line --plugins");
            }
            if (filter.kind() == FilterKind.HOOKS) {
                HooksRules.objection(filter).ifPresent(reason -> objections.add(given.name() + ": " + reason));
            }
        }
        return objections;
    }

    /** The objections to the programs of filters without which a message does not pass. A start has them. */
    static List<String> ofNeededPrograms(Configuration configuration) {
        return ofPrograms(configuration, false);
    }

    /**
     * The objections to the programs of filters without which messages pass. A start only warns: whoever lets mail go on without a filter
     * does not want all mail to wait for its program, which may come later than postprox after a reboot.
     */
    static List<String> ofSparedPrograms(Configuration configuration) {
        return ofPrograms(configuration, true);
    }

    private static List<String> ofPrograms(Configuration configuration, boolean areSpared) {
        List<String> objections = new ArrayList<>();
        for (Named<FilterSpec> given : configuration.named(FILTER)) {
            FilterSpec filter = given.value();
            boolean hasProgram = filter.kind() == FilterKind.WORKER || filter.kind() == FilterKind.COMMAND;
            if (hasProgram && isSpared(filter, configuration) == areSpared) {
                NamedProgram.objection(filter.where())
                        .ifPresent(
                                reason -> objections.add(given.name() + ": filter " + filter.name() + ": " + reason));
            }
        }
        return objections;
    }

    private static boolean isSpared(FilterSpec filter, Configuration configuration) {
        return filter.get(FilterSettings.OBSERVE).isPresent()
                || filter.find(FilterSettings.ON_FAILURE).orElse(configuration.get(ON_FAILURE)) == FailurePolicy.PASS;
    }

    /** The objections to the command of the manual's filter. A start has none: by the manual, that filter fails at each message. */
    static List<String> ofCommand(Configuration configuration) {
        return configuration.find(COMMAND).flatMap(NamedProgram::objection).stream()
                .map(reason -> configuration.name(COMMAND) + ": " + reason)
                .toList();
    }

    /** The objections to what is kept aside or thrown away. */
    static List<String> ofQuarantine(Configuration configuration) {
        List<String> objections = new ArrayList<>();
        Optional<Path> directory = configuration.find(DIRECTORY);
        for (Option<?> option : List.of(SIZE, MESSAGES, DAYS, REPLY)) {
            if (directory.isEmpty() && configuration.isGiven(option)) {
                objections.add(configuration.name(option) + " has a meaning only with --quarantine");
            }
        }
        if (directory.isPresent()) {
            Optional<String> objection = QuarantineDirectory.objection(directory.get());
            objection.ifPresent(reason -> objections.add(configuration.name(DIRECTORY) + ": " + reason));
        }
        for (Named<FilterSpec> given : configuration.named(FILTER)) {
            FilterSpec filter = given.value();
            OnReject onReject = filter.get(FilterSettings.ON_REJECT);
            boolean needsQuarantine = onReject == OnReject.QUARANTINE && directory.isEmpty();
            boolean needsDiscard = onReject == OnReject.DISCARD && !configuration.get(DISCARD);
            if (needsQuarantine || needsDiscard) {
                objections.add(given.name() + ": filter " + filter.name()
                        + (needsQuarantine
                                ? " has on-reject=quarantine, and there is none; name its directory: --quarantine DIR"
                                : " has on-reject=discard, which is off; --discard switches it on"));
            }
        }
        return objections;
    }

    /** The objections to the filter's options. */
    static List<String> ofFilter(ProcessLimits limits) {
        return limits.isAny() && !Files.isExecutable(Path.of(ProcessLimits.PRLIMIT))
                ? List.of("the limits of filters need " + ProcessLimits.PRLIMIT + "; install util-linux")
                : List.of();
    }
}
