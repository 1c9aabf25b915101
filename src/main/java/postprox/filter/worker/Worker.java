package postprox.filter.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import postprox.filter.policy.PolicyReply;
import postprox.filter.policy.WrongReplyException;
import postprox.filter.program.NamedProgram;
import postprox.filter.program.ProcessLimits;
import postprox.posix.ChildExit;
import postprox.posix.PipedProcess;
import postprox.posix.SpawnRequest;
import postprox.time.Deadline;

/**
 * A process that answers one request at a time. It is over as soon as it does anything but that: it ends, closes its standard output,
 * writes without a request, writes more than one answer, or does not answer in time. A worker that is over is ended with its group
 * and session, and gets no request any more, so that no answer is taken for that of another message. Thread-safe, but one message
 * at a time has the worker.
 */
final class Worker implements PipedProcess.Listener {
    /** How long a worker may take to end at the end of its standard input, before it is told to by a signal. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** How long the exit status of a worker is waited for that has closed its standard streams, so that the log has it. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /** How long a worker may take to end after it is told to, beyond the patience ({@link PipedProcess#stop}). */
    static final Duration LONGEST_END = PATIENCE.plus(Duration.ofSeconds(1));

    private static final long NOT_WAITING = Long.MAX_VALUE;

    private static final Optional<ChildExit> IN_ORDER = Optional.of(new ChildExit.Status(0));

    static final String UNASKED = "the worker wrote to its standard output without a request";

    private static final String UNFLUSHED = "; standard output on a pipe is buffered: it must flush after each answer";

    private final Owner owner;
    private final ProcessLimits limits;
    private final ErrorLines.Splitter errors;
    private final long start = System.nanoTime();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Written by started(), which comes before all other calls.
    private Optional<PipedProcess> process = Optional.empty();

    // The end of the wait for an answer. Written by the thread that waits, read by the watchdog's, so that no timer is
    // set.
    private volatile long expiry = NOT_WAITING;

    // All below are guarded by the lock.
    private Optional<PolicyReply> asked = Optional.empty();
    private boolean isAnswered;
    private boolean isLate;
    private Optional<WorkerEnd> whyOver = Optional.empty();
    private Optional<ChildExit> exit = Optional.empty();
    private int answers;

    // Guarded by the pool's lock.
    private long idleSince;

    /** Hears of the start and the end of a worker, on any thread. */
    interface Owner {
        /** The worker's process has been started. The first call. */
        void started(Worker worker);

        /** The worker can be used no more. Called once. */
        void over(Worker worker, WorkerEnd end);

        /** The worker's process has ended. The last call. */
        void ended(Worker worker);
    }

    private Worker(Owner owner, ProcessLimits limits, ErrorLines.Splitter errors) {
        this.owner = owner;
        this.limits = limits;
        this.errors = errors;
    }

    /**
     * Starts a worker.
     *
     * @param limits the limits that the request sets
     * @throws IOException if there is no process, thread, descriptor or memory for it
     */
    static Worker start(
            SpawnRequest request, String name, ProcessLimits limits, ErrorLines.Splitter errors, Owner owner)
            throws IOException {
        Worker worker = new Worker(owner, limits, errors);
        PipedProcess.start(request, "worker-" + name, worker);
        return worker;
    }

    @Override
    public void started(PipedProcess started) {
        lock.lock();
        try {
            process = Optional.of(started);
        } finally {
            lock.unlock();
        }
        owner.started(this);
    }

    private PipedProcess process() {
        lock.lock();
        try {
            return process.orElseThrow();
        } finally {
            lock.unlock();
        }
    }

    /** How long the worker has run. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** How many requests it has answered. */
    int answers() {
        lock.lock();
        try {
            return answers;
        } finally {
            lock.unlock();
        }
    }

    /** How long it has had no request. */
    Duration idleTime(long now) {
        return Duration.ofNanos(Math.max(0, now - idleSince));
    }

    /** Notes that it has no request from now on. Called by the pool, under its lock. */
    void rest() {
        idleSince = System.nanoTime();
    }

    /** Whether the worker can be asked. */
    boolean isFit() {
        lock.lock();
        try {
            return whyOver.isEmpty();
        } finally {
            lock.unlock();
        }
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
        lock.lock();
        try {
            return exit.equals(IN_ORDER);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends a request and waits for the answer.
     *
     * @param isFirst whether it is the first request about the message
     * @return what follows {@code action=}
     * @throws NoAnswer if none came in time, or the worker is over
     */
    String ask(byte[] request, boolean isFirst, Deadline deadline, String time) throws NoAnswer, InterruptedException {
        PolicyReply reply = new PolicyReply();
        begin(reply, isFirst);
        try {
            return answer(reply, send(request), deadline, time);
        } finally {
            leave();
        }
    }

    /** What the worker wrote before the request is no answer to it. Another worker may do better that has this message first. */
    private void begin(PolicyReply reply, boolean isFirst) throws NoAnswer {
        // Without the lock: the thread that reads has it while this one waits for what was read to arrive.
        boolean hasSpoken = process().hasOutput();
        lock.lock();
        try {
            if (hasSpoken) {
                over(WorkerEnd.fault(UNASKED));
            }
            if (whyOver.isPresent()) {
                throw new NoAnswer(whyOver.get(), (isFirst && answers > 0) || exit.equals(IN_ORDER));
            }
            asked = Optional.of(reply);
            isAnswered = false;
            isLate = false;
        } finally {
            lock.unlock();
        }
    }

    private String answer(PolicyReply reply, boolean isSent, Deadline deadline, String time)
            throws NoAnswer, InterruptedException {
        lock.lock();
        try {
            // A worker that has closed its standard input may have an exit status soon.
            expiry = System.nanoTime() + (isSent ? deadline.remaining() : LAST_WORDS).toNanos();
            while (!isAnswered && whyOver.isEmpty() && !isLate) {
                changed.await();
            }
            failIfOver(reply);
            if (!isAnswered) {
                boolean first = answers == 0;
                String reason = isSent
                        ? "no answer within " + time + ", killed" + (first ? UNFLUSHED : "")
                        : "the worker has closed its standard input, killed";
                WorkerEnd end = WorkerEnd.fault(reason);
                over(end);
                throw new NoAnswer(end, false);
            }
            answers++;
            return reply.action();
        } finally {
            lock.unlock();
        }
    }

    /** Ends a request. The answer to a request that is left without one would be taken for the next message's. */
    private void leave() {
        lock.lock();
        try {
            expiry = NOT_WAITING;
            asked = Optional.empty();
            if (!isAnswered) {
                over(WorkerEnd.fault("left in the middle of a request"));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the wait for an answer if its time is over. The watchdog's thread calls this. */
    void check(long now) {
        if (isOver(now)) {
            lock.lock();
            try {
                isLate |= isOver(now);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean isOver(long now) {
        long end = expiry;
        return end != NOT_WAITING && end - now <= 0;
    }

    private boolean send(byte[] request) {
        try {
            process().write(request);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void failIfOver(PolicyReply reply) throws NoAnswer {
        if (whyOver.isPresent()) {
            throw new NoAnswer(whyOver.get(), reply.isEmpty() && exit.equals(IN_ORDER));
        }
    }

    /** Ends the worker, which has no request. */
    void retire(String reason) {
        lock.lock();
        try {
            over(WorkerEnd.told(reason));
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the process has ended, at most for some time. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        return process().awaitEnd(time);
    }

    @Override
    public void output(byte[] bytes) {
        lock.lock();
        try {
            if (whyOver.isPresent()) {
                return;
            }
            if (asked.isEmpty()) {
                over(WorkerEnd.fault(UNASKED));
                return;
            }
            isAnswered = asked.get().take(bytes, 0, bytes.length);
            if (isAnswered) {
                changed.signalAll();
            }
        } catch (WrongReplyException e) {
            over(WorkerEnd.fault("the worker is wrong: " + e.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void outputClosed() {
        Thread.startVirtualThread(() -> {
            try {
                if (!process().awaitEnd(LAST_WORDS)) {
                    lock.lock();
                    try {
                        over(WorkerEnd.fault("the worker has closed its standard output"));
                    } finally {
                        lock.unlock();
                    }
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
        lock.lock();
        try {
            exit = Optional.of(how);
            over(end(how));
        } finally {
            lock.unlock();
        }
        owner.ended(this);
    }

    /** An exit as the reason of an end. The caller holds the lock. */
    private WorkerEnd end(ChildExit how) {
        return answers == 0 && how instanceof ChildExit.Status(int status) && limits.isNotSet(status)
                ? new WorkerEnd(
                        "the limits of the --filter options cannot be set: exit status " + status,
                        WorkerEnd.Cause.NOT_RUN)
                : WorkerEnd.fault("the worker ended: " + words(how));
    }

    private static String words(ChildExit exit) {
        return switch (exit) {
            case ChildExit.Status(int status) -> "exit status " + status + NamedProgram.hint(status);
            case ChildExit.Signal(int number) -> "signal " + number;
            case ChildExit.TimedOut() -> "killed";
        };
    }

    /** Notes, once, that the worker can be used no more, and has it end. The caller holds the lock. */
    private void over(WorkerEnd end) {
        if (whyOver.isPresent()) {
            return;
        }
        whyOver = Optional.of(end);
        changed.signalAll();
        Thread.startVirtualThread(() -> stop(end));
    }

    private void stop(WorkerEnd end) {
        owner.over(this, end);
        try {
            process().stop(end.wasToldTo() ? PATIENCE : Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
