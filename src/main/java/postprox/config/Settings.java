package postprox.config;

import static postprox.config.FilterOptions.COMMAND;
import static postprox.config.FilterOptions.CRASH;
import static postprox.config.FilterOptions.FILTER;
import static postprox.config.FilterOptions.ON_FAILURE;
import static postprox.config.FilterOptions.PLUGINS;
import static postprox.config.FilterOptions.TIMEOUT;
import static postprox.config.LimitOptions.COMMAND_SIZE;
import static postprox.config.LimitOptions.COMMAND_TIMEOUT;
import static postprox.config.LimitOptions.DATA_TIMEOUT;
import static postprox.config.LimitOptions.FILTERS;
import static postprox.config.LimitOptions.FILTERS_WAITING;
import static postprox.config.LimitOptions.FILTER_CPU;
import static postprox.config.LimitOptions.FILTER_FILE_SIZE;
import static postprox.config.LimitOptions.FILTER_MEMORY;
import static postprox.config.LimitOptions.FILTER_PROCESSES;
import static postprox.config.LimitOptions.MESSAGE_SIZE;
import static postprox.config.LimitOptions.RECIPIENTS;
import static postprox.config.LimitOptions.SESSIONS;
import static postprox.config.LimitOptions.SESSIONS_PER_ADDRESS;
import static postprox.config.ServiceOptions.CONFIG_FILE;
import static postprox.config.ServiceOptions.CONTROL;
import static postprox.config.ServiceOptions.DEADLINE;
import static postprox.config.ServiceOptions.FOREGROUND;
import static postprox.config.ServiceOptions.LISTEN;
import static postprox.config.ServiceOptions.LOG;
import static postprox.config.ServiceOptions.NAME_SERVER;
import static postprox.config.ServiceOptions.NEXT_HOP;
import static postprox.config.ServiceOptions.NEXT_HOP_ORDER;
import static postprox.config.ServiceOptions.NEXT_HOP_TIMEOUT;
import static postprox.config.ServiceOptions.PIDFILE;
import static postprox.config.ServiceOptions.PROXY_PROTOCOL;
import static postprox.config.ServiceOptions.RESIDENT;
import static postprox.config.ServiceOptions.RESIDENT_IDLE;
import static postprox.config.ServiceOptions.STRAY_CR;
import static postprox.config.ServiceOptions.VERBOSE;
import static postprox.config.ServiceOptions.XFORWARD_FROM;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.command.CrashPolicy;
import postprox.filter.program.ProcessLimits;
import postprox.net.Endpoint;
import postprox.net.NextHops;
import postprox.quarantine.QuarantineDirectory;
import postprox.quarantine.QuarantineRules;
import postprox.session.ClientLimits;
import postprox.session.SessionConfig;
import postprox.session.Trust;
import postprox.smtp.StrayCr;

/** The settings that the parts of the program ask for, each made from one or more options. Immutable. */
public final class Settings {
    private final Configuration configuration;
    private final Path tempDirectory;

    private Settings(Configuration configuration) throws UsageException {
        this.configuration = configuration;
        refuseFirst(Rules.ofFilter(processLimits(configuration)));
        this.tempDirectory = TempDirectory.of(configuration);
    }

    /**
     * Makes the settings of a proxy.
     *
     * @throws UsageException if options do not go together, or cannot work on this machine
     */
    public static Settings ofProxy(Configuration configuration) throws UsageException {
        if (!configuration.isGiven(NEXT_HOP)) {
            Optional<String> file = configuration.find(CONFIG_FILE);
            throw new UsageException(
                    file.isEmpty()
                            ? "the mail server's HOST:PORT is missing; see postprox --help"
                            : "the mail server's HOST:PORT is missing; in " + file.get()
                                    + " it is called next-hop; see postprox --help");
        }
        refuseFirst(Rules.ofProxy(configuration));
        refuseFirst(Rules.ofFilters(configuration));
        refuseFirst(Rules.ofNeededPrograms(configuration));
        refuseFirst(Rules.ofQuarantine(configuration));
        if (hasAdmin(configuration)) {
            refuseFirst(AdminRules.objections(configuration));
        }
        return new Settings(configuration);
    }

    /** Makes the settings of {@code postprox try}, which has one message and a filter, but no next hop and no listener. */
    public static Settings ofTrial(Configuration configuration) throws UsageException {
        refuseFirst(Rules.ofFilters(configuration));
        refuseFirst(Rules.ofNeededPrograms(configuration));
        refuseFirst(Rules.ofSparedPrograms(configuration));
        return new Settings(configuration);
    }

    /**
     * All objections that a start would have to a configuration, each in a sentence, and those to programs of which it would only warn.
     * The command line of that start may have -l, so this method does not object to options that need -l.
     */
    public static List<String> objections(Configuration configuration) {
        List<String> objections = new ArrayList<>();
        if (configuration.isGiven(LISTEN)) {
            objections.addAll(Rules.ofProxy(configuration));
        }
        objections.addAll(Rules.ofFilter(processLimits(configuration)));
        objections.addAll(Rules.ofCommand(configuration));
        objections.addAll(Rules.ofFilters(configuration));
        objections.addAll(Rules.ofNeededPrograms(configuration));
        objections.addAll(Rules.ofSparedPrograms(configuration));
        objections.addAll(Rules.ofQuarantine(configuration));
        objections.addAll(Rules.ofFiles(configuration));
        objections.addAll(AdminRules.objections(configuration));
        try {
            var _ = TempDirectory.of(configuration);
        } catch (UsageException e) {
            objections.add(e.getMessage());
        }
        return objections;
    }

    private static void refuseFirst(List<String> objections) throws UsageException {
        if (!objections.isEmpty()) {
            throw new UsageException(objections.getFirst());
        }
    }

    /** The configuration file, if the command line names one. */
    public Optional<String> configFile() {
        return configuration.find(CONFIG_FILE);
    }

    /** The options that a file may hold and that have another value in other settings, in the order of the help. */
    public List<Option<?>> changes(Settings other) {
        return Options.of(Usage.SERVE).stream()
                .filter(option -> option.isInFile() && !configuration.hasSameValue(option, other.configuration))
                .toList();
    }

    /** The next hop. */
    public NextHops nextHop() {
        return nextHop(configuration);
    }

    /** The next hop of a configuration that names one. */
    public static NextHops nextHop(Configuration configuration) {
        return new NextHops(
                configuration.get(NEXT_HOP),
                configuration.get(NEXT_HOP_ORDER),
                configuration.find(NAME_SERVER).orElse(List.of()));
    }

    /**
     * The filter's command, one byte a character. An empty command counts as no filter, and gets the same warning. A script has
     * such a command if its variable is not set.
     */
    public Optional<String> command() {
        return configuration.find(COMMAND).filter(command -> !command.isBlank());
    }

    /** The filters besides that of the manual, in their order. */
    public List<FilterSpec> filters() {
        return configuration.isGiven(FILTER) ? configuration.all(FILTER) : List.of();
    }

    /**
     * What a filter is, for a reader: its command, or its kind and where it is.
     *
     * @param name its name; empty for the manual's filter
     */
    public String filterNamed(String name) {
        return name.isEmpty()
                ? command().orElse("")
                : filters().stream()
                        .filter(filter -> filter.name().equals(name))
                        .map(filter -> filter.kind().word() + ":" + filter.where())
                        .findFirst()
                        .orElse("");
    }

    /** The directory of the plug-ins, if it is named. */
    public Optional<Path> plugins() {
        return configuration.find(PLUGINS);
    }

    /** Whether there is any filter whose answers count. */
    public boolean hasFilters() {
        return command().isPresent()
                || filters().stream()
                        .anyMatch(filter -> filter.get(FilterSettings.OBSERVE).isEmpty());
    }

    /** All filters in their order, for the log; empty if there is none. */
    public Optional<String> filterSummary() {
        List<String> all = new ArrayList<>(command().stream().toList());
        for (FilterSpec filter : filters()) {
            all.add(filter.name() + " (" + filter.kind().word() + ":" + filter.where() + ")");
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", all));
    }

    /** The directory for messages, without symbolic links in its path. */
    public Path tempDirectory() {
        return tempDirectory;
    }

    /** The time that a filter may take. */
    public Duration filterTimeout() {
        return configuration.get(TIMEOUT);
    }

    /** What is wrong with the programs of filters without which messages pass, each in a sentence. */
    public List<String> sparedPrograms() {
        return Rules.ofSparedPrograms(configuration);
    }

    /** The fate of a message if the filter fails. */
    public FailurePolicy failurePolicy() {
        return configuration.get(ON_FAILURE);
    }

    /** The meaning of exit status 1 with a crash report. */
    public CrashPolicy crashPolicy() {
        return configuration.get(CRASH);
    }

    /** The time that a message may take from its final dot on. */
    public Duration deadline() {
        return configuration.get(DEADLINE);
    }

    /** The log's verbosity, from 0 (no lines of messages) to 3. */
    public int verbosity() {
        return configuration.get(VERBOSE);
    }

    /** The log's target. */
    public LogTarget log() {
        return configuration.get(LOG);
    }

    /** The address to listen on; empty for a session on standard input. */
    public Optional<Endpoint> listen() {
        return configuration.find(LISTEN);
    }

    /** Whether a listening process stays in the foreground. */
    public boolean foreground() {
        return configuration.get(FOREGROUND);
    }

    /** The file to which a listening process writes its process id. */
    public Optional<Path> pidFile() {
        return configuration.find(PIDFILE);
    }

    /** Whether a service answers questions at a control socket. */
    public boolean isControlled() {
        return !configuration.isGiven(CONTROL) || configuration.get(CONTROL).isPresent();
    }

    /** The path of the control socket, if the administrator has named one. */
    public Optional<Path> control() {
        return configuration.find(CONTROL).flatMap(Function.identity());
    }

    /** Whether a service has a page, an agent, or options of these. */
    public boolean hasAdmin() {
        return hasAdmin(configuration);
    }

    private static boolean hasAdmin(Configuration configuration) {
        for (Option<?> option : ServiceOptions.OF_ADMIN) {
            if (configuration.isGiven(option)) {
                return true;
            }
        }
        return false;
    }

    /** The settings of the servers for administrators. */
    public AdminSettings admin() {
        return new AdminSettings(
                configuration.find(ServiceOptions.ADMIN),
                configuration.find(ServiceOptions.ADMIN_TOKEN),
                configuration.isGiven(ServiceOptions.ADMIN_HOST)
                        ? configuration.all(ServiceOptions.ADMIN_HOST)
                        : List.of(),
                configuration.find(ServiceOptions.AGENT));
    }

    /** The path of a resident's socket, at which native clients hand sessions over; empty for any other process. */
    public Optional<Path> resident() {
        return configuration.find(RESIDENT);
    }

    /** The time that a resident waits for the next session before it ends. */
    public Duration residentIdle() {
        return configuration.get(RESIDENT_IDLE);
    }

    /** The treatment of a CR that ends no line. */
    public StrayCr strayCr() {
        return configuration.get(STRAY_CR);
    }

    /** The settings of sessions. */
    public SessionConfig forSessions() {
        SessionConfig config = SessionConfig.with(
                        clientLimits(), deadline(), configuration.get(NEXT_HOP_TIMEOUT), strayCr())
                .discarding(configuration.get(QuarantineOptions.DISCARD));
        boolean isUsual = !configuration.isGiven(PROXY_PROTOCOL) && !configuration.isGiven(XFORWARD_FROM);
        return isUsual
                ? config
                : config.trusting(new Trust(configuration.find(PROXY_PROTOCOL), configuration.find(XFORWARD_FROM)));
    }

    /**
     * Checks that no connection must begin with a PROXY header. That is for a listening socket: nobody knows who is behind a connection
     * that another process has accepted.
     *
     * @throws UsageException if each must
     */
    public void checkThatNoHeaderIsDemanded() throws UsageException {
        if (configuration.isGiven(PROXY_PROTOCOL)) {
            throw new UsageException(
                    "--proxy-protocol needs a listening socket: -l, or one from systemd on standard input");
        }
    }

    /** The rules of the quarantine; empty if it is off. */
    public Optional<QuarantineRules> quarantine() {
        return configuration.isGiven(QuarantineOptions.DIRECTORY)
                ? Optional.of(new QuarantineRules(
                        QuarantineDirectory.real(configuration.get(QuarantineOptions.DIRECTORY)),
                        configuration.get(QuarantineOptions.SIZE),
                        configuration.get(QuarantineOptions.MESSAGES),
                        configuration.get(QuarantineOptions.DAYS),
                        configuration.get(QuarantineOptions.REPLY)))
                : Optional.empty();
    }

    /** The numbers of filters that may run, and of messages that may wait for one. */
    public FilterCapacity filterCapacity() {
        return new FilterCapacity(configuration.get(FILTERS), configuration.get(FILTERS_WAITING));
    }

    /** The limits of each process of a filter. */
    public ProcessLimits processLimits() {
        return processLimits(configuration);
    }

    private static ProcessLimits processLimits(Configuration configuration) {
        return new ProcessLimits(
                configuration.get(FILTER_MEMORY),
                Math.toIntExact(configuration.get(FILTER_CPU).toSeconds()),
                configuration.get(FILTER_PROCESSES),
                configuration.get(FILTER_FILE_SIZE));
    }

    private ClientLimits clientLimits() {
        return new ClientLimits(
                configuration.get(SESSIONS),
                configuration.get(SESSIONS_PER_ADDRESS),
                Math.toIntExact(configuration.get(COMMAND_SIZE)),
                configuration.get(COMMAND_TIMEOUT),
                configuration.get(DATA_TIMEOUT),
                configuration.get(MESSAGE_SIZE),
                configuration.get(RECIPIENTS));
    }
}
