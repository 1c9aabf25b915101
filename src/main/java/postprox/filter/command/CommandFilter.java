package postprox.filter.command;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import postprox.filter.Allowance;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.program.Belief;
import postprox.filter.program.FilterFiles;
import postprox.filter.program.ProcessLimits;
import postprox.filter.program.ProgramEnvironment;
import postprox.posix.ChildExit;
import postprox.posix.ChildProcess;
import postprox.posix.ChildProcess.ErrorOutput;
import postprox.posix.Ends;
import postprox.posix.SpawnRequest;
import postprox.spool.FilterGround;
import postprox.spool.SpoolException;

/**
 * The filter of the manual: a command that a shell runs for each message. Its exit status is the verdict, the last line
 * of its standard error the reply. Thread-safe.
 *
 * <p>A platform thread watches each command, since watching it blocks in system calls. A session on a virtual thread waits for
 * a thread of {@code watchers} that does so. A session on a platform thread watches its command itself. {@code ChildProcess} ends
 * a command whose time is over; {@code FailurePolicy} then says what becomes of the message.
 */
public final class CommandFilter implements Filter {
    private final String command;
    private final ProcessLimits limits;
    private final ExitMeaning meaning;
    private final ExecutorService watchers = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("filter-", 0).factory());

    /**
     * Makes a filter without limits for its processes.
     *
     * @param command the command for {@code sh -c}, one byte a character
     */
    public CommandFilter(String command) {
        this(command, ProcessLimits.NONE, CrashPolicy.FAIL);
    }

    /**
     * Makes a filter.
     *
     * @param command     the command for {@code sh -c}, one byte a character
     * @param limits      the resource limits of the command's processes
     * @param crashPolicy what exit status 1 with a crash report means
     */
    public CommandFilter(String command, ProcessLimits limits, CrashPolicy crashPolicy) {
        this.command = command;
        this.limits = limits;
        this.meaning = new ExitMeaning(command, limits, crashPolicy);
    }

    /** The command for {@code sh -c}, one byte a character. */
    public String command() {
        return command;
    }

    /**
     * The result of one run of the command.
     *
     * @param answer    the answer that follows from it
     * @param ending    how it ended, in words, such as "exit status 0"
     * @param variables the documented variables that it found in its environment, without those that it inherited
     */
    public record Run(Answer answer, String ending, Variables variables) {}

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        return run(examination, _ -> {}).answer();
    }

    /** Runs the command as in the mail flow. */
    public Run run(Examination examination, ErrorOutput errors) throws SpoolException {
        return run(examination, errors, Ends.NOWHERE);
    }

    /**
     * Runs the command for a message. Blocks until it has ended.
     *
     * @param errors receives all that the command writes to its standard error, on the thread that watches the command
     * @param ends   its standard input and output
     */
    public Run run(Examination examination, ErrorOutput errors, Ends ends) throws SpoolException {
        FilterFiles files = FilterFiles.make(examination.message(), examination.envelope());
        Variables variables = FilterEnvironment.variables(files, examination.envelope());
        SpawnRequest request = new SpawnRequest(
                "/bin/sh",
                limits.shellArguments(command),
                ProgramEnvironment.lines(examination.origin(), variables.values()));
        Job job = new Job(request, files, errors, ends, examination.allowance());
        try (FilterGround ground = files.ground()) {
            Ending ending = onPlatformThread(job, ground);
            return new Run(ending.answer(), ending.words(), variables);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Run(new NoVerdict.Postponed("interrupted"), "interrupted", variables);
        }
    }

    /** One run of the command to be made. */
    private record Job(SpawnRequest request, FilterFiles files, ErrorOutput errors, Ends ends, Allowance time) {}

    private Ending onPlatformThread(Job job, FilterGround ground) throws InterruptedException {
        if (!Thread.currentThread().isVirtual()) {
            return watch(job, ground);
        }
        try {
            return watchers.submit(() -> watch(job, ground)).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("watching the filter failed", e);
        } catch (OutOfMemoryError e) {
            // Java throws this also if the system has no thread left for it (pthread_create(3), EAGAIN).
            return noResources(e);
        }
    }

    private Ending watch(Job job, FilterGround ground) {
        Said said = new Said();
        try {
            ChildExit exit = ChildProcess.run(
                    job.request(), job.ends(), job.time().deadline().remaining(), bytes -> {
                        said.take(bytes);
                        job.errors().take(bytes);
                    });
            Ending ending = meaning.of(exit, job.time(), said, job.files());
            return new Ending(Belief.in(ending.answer(), ground), ending.words());
        } catch (IOException e) {
            return noResources(e);
        }
    }

    private static Ending noResources(Throwable e) {
        return Ending.notRun("no resources to run the command: " + e.getMessage());
    }
}
