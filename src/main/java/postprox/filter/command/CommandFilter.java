package postprox.filter.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import postprox.filter.Filter;
import postprox.filter.FilterCapacity;
import postprox.filter.Remarks;
import postprox.filter.Slots;
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.posix.ChildExit;
import postprox.posix.ChildProcess;
import postprox.posix.SpawnRequest;
import postprox.spool.FilterGround;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;

/**
 * The filter of the manual: a command that a shell runs for each message. Its exit status is the verdict, the last line
 * of its standard error the reply.
 *
 * <p>Each command is watched by a platform thread, since watching it blocks in system calls; a session on a virtual thread
 * only waits for the result.
 */
public final class CommandFilter implements Filter {
    /** The exit statuses of the manual. */
    private static final int ACCEPT = 0;

    private static final int REJECT = 1;

    /** sh(1): what the shell says when it cannot run the command. */
    private static final int NOT_EXECUTABLE = 126;

    private static final int NOT_FOUND = 127;

    private final Slots slots;
    private final String command;
    private final Duration timeout;
    private final FilterEnvironment environment;
    private final ExecutorService watchers;
    private final ProcessLimits limits;
    private final CrashPolicy crashPolicy;

    /**
     * A filter.
     *
     * @param command     what {@code sh -c} runs, one byte a character
     * @param timeout     how long it may take
     * @param environment what it inherits, as {@code NAME=value} lines
     */
    public CommandFilter(String command, Duration timeout, List<String> environment) {
        this(command, timeout, environment, FilterCapacity.DEFAULT, ProcessLimits.NONE, CrashPolicy.FAIL);
    }

    /** The same with limits, and another meaning of a crash. */
    public CommandFilter(
            String command,
            Duration timeout,
            List<String> environment,
            FilterCapacity capacity,
            ProcessLimits limits,
            CrashPolicy crashPolicy) {
        this(
                command,
                timeout,
                environment,
                limits,
                crashPolicy,
                new Slots(capacity),
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("filter-", 0).factory()));
    }

    private CommandFilter(
            String command,
            Duration timeout,
            List<String> environment,
            ProcessLimits limits,
            CrashPolicy crashPolicy,
            Slots slots,
            ExecutorService watchers) {
        this.command = command;
        this.limits = limits;
        this.crashPolicy = crashPolicy;
        this.timeout = timeout;
        this.environment = new FilterEnvironment(environment);
        this.slots = slots;
        this.watchers = watchers;
    }

    /** Shares its slots and threads with this one. */
    @Override
    public CommandFilter inheriting(List<String> environment) {
        return new CommandFilter(command, timeout, environment, limits, crashPolicy, slots, watchers);
    }

    /**
     * How a run of the command went.
     *
     * @param verdict what it means
     * @param ending  the exit status or whatever else ended it, in words
     */
    public record Run(Verdict verdict, String ending) {}

    @Override
    public Verdict examine(SpooledMessage message, Envelope envelope, Duration time) throws SpoolException {
        return run(message, envelope, time, _ -> {}).verdict();
    }

    /**
     * Runs the command.
     *
     * @param errors takes everything that it writes to its standard error, perhaps on another thread
     */
    public Run run(SpooledMessage message, Envelope envelope, Duration time, ChildProcess.ErrorOutput errors)
            throws SpoolException {
        long end = System.nanoTime() + time.toNanos();
        message.prepareForFilter(FilterEnvironment.recipientList(envelope));
        SpawnRequest request =
                new SpawnRequest("/bin/sh", limits.shellArguments(command), environment.lines(message, envelope));
        try {
            return switch (slots.take(time.toNanos())) {
                case TAKEN -> {
                    try (FilterGround ground = message.groundForFilter()) {
                        Duration left = Duration.ofNanos(end - System.nanoTime());
                        yield onPlatformThread(request, Allowance.of(timeout, left), message, ground, errors);
                    } finally {
                        slots.giveBack();
                    }
                }
                case NONE_IN_TIME ->
                    postponed(
                            "other filters took all turns (" + slots.capacity().atOnce() + " at once: --filters)");
                case LINE_IS_FULL ->
                    postponed("too many messages wait for their filter ("
                            + slots.capacity().waiting() + " may: --filters-waiting)");
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return postponed("interrupted");
        }
    }

    private Run onPlatformThread(
            SpawnRequest request,
            Allowance time,
            SpooledMessage message,
            FilterGround ground,
            ChildProcess.ErrorOutput errors)
            throws InterruptedException {
        if (!Thread.currentThread().isVirtual()) {
            return watch(request, time, message, ground, errors);
        }
        try {
            return watchers.submit(() -> watch(request, time, message, ground, errors))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("watching the filter failed", e);
        } catch (OutOfMemoryError e) {
            // What Java says where the system gives it no thread.
            return noResources(e);
        }
    }

    /** The variables that the command finds in its environment besides what it inherits. */
    public Variables variables(SpooledMessage message, Envelope envelope) {
        return FilterEnvironment.variables(message, envelope);
    }

    private Run watch(
            SpawnRequest request,
            Allowance time,
            SpooledMessage message,
            FilterGround ground,
            ChildProcess.ErrorOutput errors) {
        Said said = new Said();
        OutputFile output = OutputFile.of(message);
        try {
            ChildExit exit = ChildProcess.run(request, time.duration(), bytes -> {
                said.take(bytes);
                errors.take(bytes);
            });
            Run run = judge(exit, time, said, output, message);
            return new Run(believed(run.verdict(), ground), run.ending());
        } catch (IOException e) {
            return noResources(e);
        }
    }

    /**
     * Without its files, or on a full disk, a filter may fail, refuse or accept without a look at the message. A sender could
     * see to that. A refusal stands where EMAIL alone is another: whoever changes it has read it.
     */
    private static Verdict believed(Verdict verdict, FilterGround ground) {
        try {
            ground.check();
            return verdict;
        } catch (MessageModifiedException e) {
            return verdict instanceof Verdict.Reject ? verdict : new Verdict.Unfounded(e);
        } catch (SpoolException e) {
            return new Verdict.Unfounded(e);
        }
    }

    private Run judge(ChildExit exit, Allowance time, Said said, OutputFile output, SpooledMessage message) {
        String lastLine = said.lastLine();
        return switch (exit) {
            case ChildExit.Status(int status)
            when status == ACCEPT -> new Run(accepted(message, output, lastLine), "exit status 0");
            case ChildExit.Status(int status) when status == REJECT -> new Run(refused(said), "exit status 1");
            case ChildExit.Status(int status)
            when limits.isNotSet(status) -> postponed("the limits of the --filter options cannot be set: " + lastLine);
            case ChildExit.Status(int status) -> failed("exit status " + status + hint(status), lastLine);
            case ChildExit.Signal(int number) ->
                failed("killed by signal " + number + limits.signalHint(number), lastLine);
            case ChildExit.TimedOut() -> failed("no verdict within " + time + ", killed", lastLine);
        };
    }

    private Verdict refused(Said said) {
        return switch (crashPolicy) {
            case FAIL -> said.crash(command).map(Crash::verdict).orElseGet(said::refusal);
            case REFUSE -> said.refusal();
        };
    }

    private Verdict accepted(SpooledMessage message, OutputFile output, String lastLine) {
        try {
            if (!message.hasChanged()) {
                return new Verdict.Accept(new Remarks(lastLine, output.hintIfEmpty()));
            }
            // A filter need not notice, or care, that its last write failed.
            return limits.mayHaveCut(message.changedSize())
                    ? new Verdict.Failed(
                            "OUTFILE is as large as a file may be, and may have been cut: --filter-file-size")
                    : new Verdict.Replace(new Remarks(lastLine, OutputFile.hintAbout(message)));
        } catch (SpoolException e) {
            return new Verdict.Unfounded(e);
        }
    }

    private String hint(int status) {
        return switch (status) {
            case NOT_EXECUTABLE -> " (the command is not executable)" + limits.hint(status);
            case NOT_FOUND -> " (the command was not found)" + limits.hint(status);
            default -> limits.hint(status);
        };
    }

    private static Run failed(String ending, String lastLine) {
        return new Run(new Verdict.Failed(lastLine.isEmpty() ? ending : ending + ": " + lastLine), ending);
    }

    private static Run noResources(Throwable e) {
        return postponed("no resources to run the command: " + e.getMessage());
    }

    private static Run postponed(String reason) {
        return new Run(new Verdict.Postponed(reason), "not run");
    }
}
