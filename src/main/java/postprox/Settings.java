package postprox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.command.CrashPolicy;
import postprox.filter.command.ProcessLimits;
import postprox.net.Endpoint;
import postprox.session.Limits;
import postprox.session.SessionSettings;
import postprox.smtp.StrayCr;

/**
 * The administrator's choices, as checked by {@link Cli}.
 *
 * @param nextHop       where mail goes
 * @param command       the filter, one byte a character; none for no filtering
 * @param tempDirectory where messages wait for it
 * @param filterTimeout how long it may take
 * @param failurePolicy what becomes of a message when it fails
 * @param crashPolicy   what exit status 1 with a crash report means
 * @param deadline      how long a message may take from its final dot
 * @param nextHopTimeout how long the next hop may take for a reply
 * @param strayCr       what becomes of a CR that ends no line
 * @param verbosity     from 0, for warnings and errors alone, to 3
 * @param log           where the log goes
 * @param listen        where to listen; none for a session on standard input
 * @param foreground    whether a listening process stays with whoever started it
 * @param pidFile       where a listening process writes its number
 * @param resident      the socket on standard input where native clients put sessions; none for anything but a resident
 * @param residentIdle  how long a resident waits for the next session before it ends
 * @param limits        how much we take of clients
 * @param filterCapacity how many filters may run and wait
 * @param processLimits what each process of a filter may take of the machine
 */
record Settings(
        Endpoint nextHop,
        Optional<String> command,
        Path tempDirectory,
        Duration filterTimeout,
        FailurePolicy failurePolicy,
        CrashPolicy crashPolicy,
        Duration deadline,
        Duration nextHopTimeout,
        StrayCr strayCr,
        int verbosity,
        LogTarget log,
        Optional<Endpoint> listen,
        boolean foreground,
        Optional<Path> pidFile,
        Optional<Path> resident,
        Duration residentIdle,
        Limits limits,
        FilterCapacity filterCapacity,
        ProcessLimits processLimits) {
    static final Duration FILTER_TIMEOUT = Duration.ofSeconds(30);

    /** Postfix's max_idle. */
    static final Duration RESIDENT_IDLE = Duration.ofSeconds(100);

    static final Path TEMP_DIRECTORY = Path.of("/tmp");

    SessionSettings forSessions() {
        return SessionSettings.with(limits, deadline, nextHopTimeout, strayCr);
    }
}
