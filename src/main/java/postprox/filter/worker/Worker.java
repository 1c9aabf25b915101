package postprox.filter.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import postprox.filter.program.ProcessLimits;
import postprox.posix.ChildExit;
import postprox.posix.PipedProcess;
import postprox.posix.SpawnRequest;
import postprox.text.OutputLines;
import postprox.time.Deadline;

/**
 * A process that answers one request at a time. It is over as soon as it does anything but that: it ends, closes its standard output,
 * writes without a request, writes more than one answer, or does not answer in time. A worker that is over is ended with its group
 * and session, and gets no request any more. Thread-safe, but one message at a time has the worker.
 */
final class Worker implements PipedProcess.Listener {
    /** How long a worker may take to end at the end of its standard input, before it is told to by a signal. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long the exit status of a worker is waited for that has closed its standard streams, so that the log has it. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /** How long a worker may take to end after it is told to, beyond the patience ({@link PipedProcess#stop}). */
    static final Duration LONGEST_END = PATIENCE.plus(Duration.ofSeconds(1));

    private static final String UNFLUSHED = "; standard output on a pipe is buffered: it must flush after each answer";

    private final Owner owner;
    private final ProcessLimits limits;
    private final OutputLines errors;
    private final long start = System.nanoTime();
    private final WorkerState state = new WorkerState(this::endSoon);

    // Written by started(), which comes before all other calls, on another thread.
    private volatile Optional<PipedProcess> process = Optional.empty();

    /** Hears of the start and the end of a worker, on any thread. */
    interface Owner {
        /** The worker's process has been started. The first call. */
        void started(Worker worker);

        /** The worker can be used no more. Called once. */
        void over(Worker worker, WorkerEnd end);

        /** The worker's process has ended. The last call. */
        void ended(Worker worker);
    }

    private Worker(Owner owner, ProcessLimits limits, OutputLines errors) {
        this.owner = owner;
        this.limits = limits;
        this.errors = errors;
    }

    /**
     * Starts a worker.
     *
     * @param limits the limits that the request sets
     * @param errors takes what it writes to its standard error
     * @throws IOException if there is no process, thread, descriptor or memory for it
     */
    static Worker start(SpawnRequest request, String name, ProcessLimits limits, OutputLines errors, Owner owner)
            throws IOException {
        Worker worker = new Worker(owner, limits, errors);
        PipedProcess.start(request, "worker-" + name, worker);
        return worker;
    }

    @Override
    public void started(PipedProcess started) {
        process = Optional.of(started);
        owner.started(this);
    }

    private PipedProcess process() {
        return process.orElseThrow();
    }

    /** How long the worker has run. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** How many requests it has answered. */
    int answers() {
        return state.answers();
    }

    /** Whether the worker can be asked. */
    boolean isFit() {
        return state.isFit();
    }

    /**
     * Whether what the worker wrote to its files can be believed: it runs and has done nothing wrong since its answer, or it has
     * ended with exit status 0.
     */
    boolean canBeBelieved() throws InterruptedException {
        if (isFit() && process().isAlive()) {
            return true;
        }
        boolean _ = process().awaitEnd(LAST_WORDS);
        return state.hasEndedInOrder();
    }

    /**
     * Sends a request and waits for the answer.
     *
     * @param isFirst whether it is the first request about the message
     * @return what follows {@code action=}
     * @throws NoAnswer if none came in time, or the worker is over
     */
    String ask(byte[] request, boolean isFirst, Deadline deadline, String time) throws NoAnswer, InterruptedException {
        // What the worker wrote before the request is no answer to it.
        if (process().hasOutput()) {
            state.over(WorkerEnd.fault(WorkerState.UNASKED));
        }
        state.begin(isFirst);
        try {
            if (!send(request)) {
                // It may have an exit status soon.
                return state.await(LAST_WORDS, WorkerEnd.fault("the worker has closed its standard input, killed"));
            }
            String hint = answers() == 0 ? UNFLUSHED : "";
            return state.await(deadline.remaining(), WorkerEnd.fault("no answer within " + time + ", killed" + hint));
        } finally {
            state.leave();
        }
    }

    private boolean send(byte[] request) {
        try {
            process().write(request);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the wait for an answer if its time is over. The watchdog's thread calls this. */
    void check(long now) {
        state.check(now);
    }

    /** Ends the worker, which has no request. */
    void retire(String reason) {
        state.over(WorkerEnd.told(reason));
    }

    /** Waits until the process has ended, at most for some time. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        return process().awaitEnd(time);
    }

    @Override
    public void output(byte[] bytes) {
        state.take(bytes);
    }

    @Override
    public void outputClosed() {
        Thread.startVirtualThread(() -> {
            try {
                if (!process().awaitEnd(LAST_WORDS)) {
                    state.over(WorkerEnd.fault("the worker has closed its standard output"));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void errors(byte[] bytes) {
        errors.take(bytes);
    }

    @Override
    public void ended(ChildExit how) {
        errors.endLine();
        state.ended(how, WorkerEnd.by(how, answers() > 0, limits));
        owner.ended(this);
    }

    private void endSoon(WorkerEnd end) {
        Thread.startVirtualThread(() -> end(end));
    }

    private void end(WorkerEnd end) {
        owner.over(this, end);
        try {
            process().stop(end.wasToldTo() ? PATIENCE : Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
