package postprox.filter.worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.event.Events;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Origin;
import postprox.filter.Verdict;
import postprox.filter.policy.Action;
import postprox.filter.policy.PolicyRequests;
import postprox.filter.policy.Ruling;
import postprox.filter.program.Belief;
import postprox.filter.program.FilterFiles;
import postprox.filter.program.OutputFile;
import postprox.filter.program.ProcessLimits;
import postprox.filter.program.ProgramEnvironment;
import postprox.filter.program.WrongEditException;
import postprox.mail.HeaderEdit;
import postprox.posix.NativeCode;
import postprox.posix.OwnProcess;
import postprox.posix.PathText;
import postprox.posix.SpawnRequest;
import postprox.spool.FilterGround;
import postprox.spool.SpoolException;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * A filter that is a command which a shell starts once, and which then answers one message after the other. The session's thread waits
 * for the answer; a thread for each process reads from it. Thread-safe.
 */
public final class WorkerFilter implements Filter {
    private static final String NOT_REPLACED =
            "the worker wrote to outfile, but its answer was not REPLACE, so that this text does not pass";

    private final PolicyRequests requests;
    private final WorkerRules rules;
    private final ProcessLimits limits;
    private final WorkerPool pool;
    private final Watchdog watchdog;
    private final Watchdog.Watched watched;
    private final ErrorLines errors;

    // Written by close(), read by any thread.
    private volatile boolean isClosed;

    /**
     * Makes a filter. Its first process is started when the first message comes.
     *
     * @param command  the command for {@code sh -c}, one byte a character
     * @param limits   the resource limits of the processes
     * @param events   hear of processes that end, and of what they write to standard error
     * @param watchdog ends processes that are idle
     */
    public WorkerFilter(String command, WorkerRules rules, ProcessLimits limits, Events events, Watchdog watchdog) {
        NativeCode.bindPipes();
        this.requests = new PolicyRequests(rules.state());
        this.rules = rules;
        this.limits = limits;
        this.watchdog = watchdog;
        ErrorLines errors = new ErrorLines(rules.name(), events);
        this.pool = new WorkerPool(
                rules,
                owner -> Worker.start(start(command), rules.name(), limits, errors.ofOneWorker(), owner),
                Ticker.SYSTEM,
                events);
        this.errors = errors;
        this.watched = this::check;
        watchdog.watch(watched);
    }

    private void check(long now) {
        errors.check(now);
        if (pool.check(now)) {
            watchdog.forget(watched);
        }
    }

    /** The start of a process, which outlives sessions, and so has the environment of this process. */
    private SpawnRequest start(String command) throws IOException {
        Origin origin = new Origin(OwnProcess.environment());
        return new SpawnRequest("/bin/sh", limits.shellArguments(command), ProgramEnvironment.lines(origin, Map.of()));
    }

    @Override
    public void close() {
        isClosed = true;
        pool.close();
    }

    @Override
    public Answer examine(Examination examination) throws SpoolException {
        try {
            if (!rules.files()) {
                return answer(examination, Optional.empty());
            }
            FilterFiles files = FilterFiles.makeToRead(examination.message(), examination.envelope());
            try (FilterGround ground = files.ground()) {
                return Belief.in(answer(examination, Optional.of(files)), ground);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new NoVerdict.Postponed("interrupted");
        }
    }

    private Answer answer(Examination examination, Optional<FilterFiles> files) throws InterruptedException {
        List<byte[]> all =
                requests.about(examination, files.map(WorkerFilter::paths).orElse(Map.of()));
        try {
            return answer(examination, all, files);
        } catch (NoAnswer first) {
            if (!first.mayAskAnother()) {
                return without(first, first.isFiltersFault());
            }
        } catch (NoWorker e) {
            return without(e, e.isFiltersFault());
        }
        try {
            return answer(examination, all, files);
        } catch (NoAnswer second) {
            return without(second, second.isFiltersFault());
        } catch (NoWorker e) {
            return without(e, e.isFiltersFault());
        }
    }

    private static Answer without(Exception e, boolean isFiltersFault) {
        String reason = String.valueOf(e.getMessage());
        return isFiltersFault ? new NoVerdict.Failed(reason) : new NoVerdict.Postponed(reason);
    }

    private Answer answer(Examination examination, List<byte[]> all, Optional<FilterFiles> files)
            throws NoAnswer, NoWorker, InterruptedException {
        Worker worker = pool.take(examination.allowance().deadline());
        // A message that comes after close() has its time watched by an object of its own: the filter's own may be
        // forgotten just now.
        Optional<Watchdog.Watched> late = isClosed ? Optional.of(worker::check) : Optional.empty();
        late.ifPresent(watchdog::watch);
        try {
            Ruling ruling = new Ruling();
            boolean isOpen = true;
            for (int i = 0; i < all.size() && isOpen; i++) {
                String said = worker.ask(
                        all.get(i),
                        i == 0,
                        examination.allowance().deadline(),
                        examination.allowance().toString());
                isOpen = ruling.take(Action.parse(said));
            }
            return new Files(files, limits).answer(ruling, worker);
        } finally {
            late.ifPresent(watchdog::forget);
            pool.giveBack(worker);
        }
    }

    private static Map<String, String> paths(FilterFiles files) {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("email", PathText.of(files.email()));
        paths.put("outfile", PathText.of(files.output()));
        paths.put("edits", PathText.of(files.edits()));
        paths.put("recipients_file", PathText.of(files.recipients()));
        return paths;
    }

    /** The files of a message, if there are any, and what a worker's answer makes of them. */
    private record Files(Optional<FilterFiles> files, ProcessLimits limits) {
        Answer answer(Ruling ruling, Worker worker) throws InterruptedException {
            if (!ruling.replaces() && files.isPresent() && hasOutput(files.get())) {
                ruling.hint(NOT_REPLACED);
            }
            return ruling.replaces() || ruling.editsHeader()
                    ? ruling.deferred(changed(ruling, worker))
                    : ruling.answer();
        }

        private static boolean hasOutput(FilterFiles made) {
            return made.output().toFile().length() > 0;
        }

        private Answer changed(Ruling ruling, Worker worker) throws InterruptedException {
            if (files.isEmpty()) {
                return new NoVerdict.Failed("the worker changes the message, but has no files: set files=yes");
            }
            if (!worker.canBeBelieved()) {
                return new NoVerdict.Failed("the worker ended badly behind its answer, so that its files do not count");
            }
            try {
                return edited(ruling, files.get());
            } catch (WrongEditException e) {
                return new NoVerdict.Doubtful(String.valueOf(e.getMessage()));
            } catch (SpoolException e) {
                return new NoVerdict.Unfounded(e);
            }
        }

        private Answer edited(Ruling ruling, FilterFiles made) throws SpoolException, WrongEditException {
            OutputFile.Written written =
                    ruling.replaces() ? made.written() : new OutputFile.Written(Optional.empty(), Optional.empty());
            if (ruling.replaces() && written.text().isEmpty()) {
                return new NoVerdict.Failed("the worker says REPLACE, but has left outfile empty");
            }
            if (written.text().isPresent()
                    && limits.mayHaveCut(written.text().get().size())) {
                // A sender could make a message so large that this happens.
                return new NoVerdict.Doubtful(
                        "outfile is as large as a file may be, and may have been cut: --filter-file-size");
            }
            List<HeaderEdit> edits = new ArrayList<>(ruling.prepended());
            if (ruling.editsHeader()) {
                edits.addAll(made.writtenEdits(limits));
            }
            written.hint().ifPresent(ruling::hint);
            return new Verdict.Edit(edits, written.text(), ruling.remarks());
        }
    }
}
