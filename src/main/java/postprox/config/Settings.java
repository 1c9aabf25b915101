package postprox.config;

import static postprox.config.FilterOptions.COMMAND;
import static postprox.config.FilterOptions.CRASH;
import static postprox.config.FilterOptions.REJECT;
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
import static postprox.config.ServiceOptions.DEADLINE;
import static postprox.config.ServiceOptions.FOREGROUND;
import static postprox.config.ServiceOptions.LISTEN;
import static postprox.config.ServiceOptions.LOG;
import static postprox.config.ServiceOptions.NEXT_HOP;
import static postprox.config.ServiceOptions.NEXT_HOP_TIMEOUT;
import static postprox.config.ServiceOptions.PIDFILE;
import static postprox.config.ServiceOptions.RESIDENT;
import static postprox.config.ServiceOptions.RESIDENT_IDLE;
import static postprox.config.ServiceOptions.STRAY_CR;
import static postprox.config.ServiceOptions.VERBOSE;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.command.CrashPolicy;
import postprox.filter.command.ProcessLimits;
import postprox.net.Endpoint;
import postprox.session.ClientLimits;
import postprox.session.SessionConfig;
import postprox.smtp.StrayCr;

/** A configuration as the parts of the program need it: what the options say one by one, put together. */
public final class Settings {
    private final Configuration configuration;
    private final Path tempDirectory;

    private Settings(Configuration configuration) throws UsageException {
        Rules.ofFilter(configuration);
        this.configuration = configuration;
        this.tempDirectory = TempDirectory.of(configuration);
    }

    /**
     * Those of a proxy.
     *
     * @throws UsageException where options do not go together, or not with this machine
     */
    public static Settings ofProxy(Configuration configuration) throws UsageException {
        if (!configuration.isGiven(NEXT_HOP)) {
            throw new UsageException("the mail server's HOST:PORT is missing; see postprox --help");
        }
        Rules.ofProxy(configuration);
        return new Settings(configuration);
    }

    /** Those about one message and its filter alone: there is no next hop, and nobody listens. */
    public static Settings ofTrial(Configuration configuration) throws UsageException {
        return new Settings(configuration);
    }

    /** The configuration file, if there is one. */
    public Optional<String> configFile() {
        return configuration.find(CONFIG_FILE);
    }

    /** The options of a file that have another value in other settings. */
    public List<Option<?>> changes(Settings other) {
        return configuration.changes(other.configuration);
    }

    /** Where mail goes. */
    public Endpoint nextHop() {
        return configuration.get(NEXT_HOP);
    }

    /**
     * The filter, one byte a character. An empty command, as a script makes it of a variable that is not set, is none, and is warned
     * of as such.
     */
    public Optional<String> command() {
        return configuration.find(COMMAND).filter(command -> !command.isBlank());
    }

    /** Where messages wait for the filter, without links. */
    public Path tempDirectory() {
        return tempDirectory;
    }

    /** How long the filter may take. */
    public Duration filterTimeout() {
        return configuration.get(TIMEOUT);
    }

    /** What becomes of a message when the filter fails. */
    public FailurePolicy failurePolicy() {
        return configuration.get(REJECT) ? FailurePolicy.TEMPFAIL : FailurePolicy.PASS;
    }

    /** What exit status 1 with a crash report means. */
    public CrashPolicy crashPolicy() {
        return configuration.get(CRASH);
    }

    /** How long a message may take from its final dot. */
    public Duration deadline() {
        return configuration.get(DEADLINE);
    }

    /** From 0, for warnings and errors alone, to 3. */
    public int verbosity() {
        return configuration.get(VERBOSE);
    }

    /** Where the log goes. */
    public LogTarget log() {
        return configuration.get(LOG);
    }

    /** Where to listen; nothing for a session on standard input. */
    public Optional<Endpoint> listen() {
        return configuration.find(LISTEN);
    }

    /** Whether a listening process stays with whoever started it. */
    public boolean foreground() {
        return configuration.get(FOREGROUND);
    }

    /** Where a listening process writes its number. */
    public Optional<Path> pidFile() {
        return configuration.find(PIDFILE);
    }

    /** The socket on standard input where native clients put sessions; nothing for anything but a resident. */
    public Optional<Path> resident() {
        return configuration.find(RESIDENT);
    }

    /** How long a resident waits for the next session before it ends. */
    public Duration residentIdle() {
        return configuration.get(RESIDENT_IDLE);
    }

    /** What becomes of a CR that ends no line. */
    public StrayCr strayCr() {
        return configuration.get(STRAY_CR);
    }

    /** What a session needs to know. */
    public SessionConfig forSessions() {
        return SessionConfig.with(clientLimits(), deadline(), configuration.get(NEXT_HOP_TIMEOUT), strayCr());
    }

    /** How many filters may run and wait. */
    public FilterCapacity filterCapacity() {
        return new FilterCapacity(configuration.get(FILTERS), configuration.get(FILTERS_WAITING));
    }

    /** What each process of a filter may take. */
    public ProcessLimits processLimits() {
        return processLimits(configuration);
    }

    static ProcessLimits processLimits(Configuration configuration) {
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
