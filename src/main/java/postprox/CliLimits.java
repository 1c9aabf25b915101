package postprox;

import static postprox.CliOptions.COMMAND_SIZE;
import static postprox.CliOptions.COMMAND_TIMEOUT;
import static postprox.CliOptions.DATA_TIMEOUT;
import static postprox.CliOptions.FILTERS;
import static postprox.CliOptions.FILTERS_WAITING;
import static postprox.CliOptions.FILTER_CPU;
import static postprox.CliOptions.FILTER_FILE_SIZE;
import static postprox.CliOptions.FILTER_MEMORY;
import static postprox.CliOptions.FILTER_PROCESSES;
import static postprox.CliOptions.MESSAGE_SIZE;
import static postprox.CliOptions.RECIPIENTS;
import static postprox.CliOptions.SESSIONS;
import static postprox.CliOptions.SESSIONS_PER_ADDRESS;
import static postprox.CliOptions.name;

import java.nio.file.Files;
import java.nio.file.Path;
import postprox.filter.FilterCapacity;
import postprox.filter.command.ProcessLimits;
import postprox.session.Limits;
import postprox.smtp.SmtpLimits;

/** The limits that a command line sets, and the usual ones where it sets none. */
final class CliLimits {
    /** RFC 5321 section 4.5.3.1.4. */
    private static final int SHORTEST_COMMAND = 512;

    private final CliValues values;

    CliLimits(CliValues values) {
        this.values = values;
    }

    /** Those of clients. */
    Limits ofClients() throws UsageException {
        Limits usual = Limits.DEFAULT;
        return new Limits(
                values.number(SESSIONS, 1, usual.sessions()),
                values.number(SESSIONS_PER_ADDRESS, 0, usual.sessionsPerAddress()),
                commandBytes(usual.commandBytes()),
                values.seconds(COMMAND_TIMEOUT, usual.commandTimeout()),
                values.seconds(DATA_TIMEOUT, usual.dataTimeout()),
                values.bytes(MESSAGE_SIZE, usual.messageBytes()),
                values.number(RECIPIENTS, 1, usual.recipients()));
    }

    private int commandBytes(int usual) throws UsageException {
        long bytes = values.bytes(COMMAND_SIZE, usual);
        if (bytes < SHORTEST_COMMAND || bytes > SmtpLimits.LARGEST_LINE_BYTES) {
            throw new UsageException(name(COMMAND_SIZE) + ": '" + values.last(COMMAND_SIZE) + "' is not from "
                    + SHORTEST_COMMAND + " to " + SmtpLimits.LARGEST_LINE_BYTES);
        }
        return (int) bytes;
    }

    /** How many filters may run and wait. */
    FilterCapacity filterCapacity() throws UsageException {
        FilterCapacity usual = FilterCapacity.DEFAULT;
        return new FilterCapacity(
                values.number(FILTERS, 1, usual.atOnce()), values.number(FILTERS_WAITING, 0, usual.waiting()));
    }

    /** What each process of a filter may take. */
    ProcessLimits processLimits() throws UsageException {
        ProcessLimits limits = new ProcessLimits(
                values.bytes(FILTER_MEMORY, ProcessLimits.NONE.memoryBytes()),
                values.number(FILTER_CPU, 0, ProcessLimits.NONE.cpuSeconds()),
                values.number(FILTER_PROCESSES, 0, ProcessLimits.NONE.processes()),
                values.bytes(FILTER_FILE_SIZE, ProcessLimits.NONE.fileBytes()));
        if (!limits.equals(ProcessLimits.NONE) && !Files.isExecutable(Path.of(ProcessLimits.PRLIMIT))) {
            throw new UsageException("the limits of filters need " + ProcessLimits.PRLIMIT + "; install util-linux");
        }
        return limits;
    }
}
