package postprox.filter.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import postprox.filter.policy.PolicyReply;
import postprox.filter.policy.WrongReplyException;
import postprox.posix.ChildExit;

/**
 * What a worker is at: whether it has a request and has answered it, and whether it is over, and why. Whatever comes without a
 * request, beyond an answer or too late makes it be over, so that no answer is taken for that of another message. Thread-safe, but
 * one message at a time has the worker.
 */
final class WorkerState {
    private static final long NOT_WAITING = Long.MAX_VALUE;

    private static final Optional<ChildExit> IN_ORDER = Optional.of(new ChildExit.Status(0));

    static final String UNASKED = "the worker wrote to its standard output without a request";

    private final Consumer<WorkerEnd> whenOver;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

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

    /**
     * Makes the state of a worker that can be asked.
     *
     * @param whenOver hears, once, that the worker can be used no more. It must not wait
     */
    WorkerState(Consumer<WorkerEnd> whenOver) {
        this.whenOver = whenOver;
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

    /** How many requests it has answered. */
    int answers() {
        lock.lock();
        try {
            return answers;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it has ended with exit status 0. */
    boolean hasEndedInOrder() {
        lock.lock();
        try {
            return exit.equals(IN_ORDER);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins a request, which {@link #leave} ends.
     *
     * @param isFirst whether it is the first about the message, for which another worker may do better
     * @throws NoAnswer if the worker is over
     */
    void begin(boolean isFirst) throws NoAnswer {
        lock.lock();
        try {
            if (whyOver.isPresent()) {
                throw new NoAnswer(whyOver.get(), (isFirst && answers > 0) || exit.equals(IN_ORDER));
            }
            asked = Optional.of(new PolicyReply());
            isAnswered = false;
            isLate = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the answer.
     *
     * @param ifLate why the worker is over if none comes in time
     * @return what follows {@code action=}
     * @throws NoAnswer if none comes in time, or the worker is over
     */
    String await(Duration time, WorkerEnd ifLate) throws NoAnswer, InterruptedException {
        lock.lock();
        try {
            expiry = System.nanoTime() + time.toNanos();
            while (!isAnswered && whyOver.isEmpty() && !isLate) {
                changed.await();
            }
            PolicyReply reply = asked.orElseThrow();
            if (whyOver.isPresent()) {
                throw new NoAnswer(whyOver.get(), reply.isEmpty() && exit.equals(IN_ORDER));
            }
            if (!isAnswered) {
                over(ifLate);
                throw new NoAnswer(ifLate, false);
            }
            answers++;
            return reply.action();
        } finally {
            lock.unlock();
        }
    }

    /** Ends a request. The answer to a request that is left without one would be taken for the next message's. */
    void leave() {
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
        if (isExpired(now)) {
            lock.lock();
            try {
                isLate |= isExpired(now);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean isExpired(long now) {
        long end = expiry;
        return end != NOT_WAITING && end - now <= 0;
    }

    /** Takes what the worker wrote to its standard output. */
    void take(byte[] bytes) {
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

    /** Notes that the worker's process has ended. */
    void ended(ChildExit how, WorkerEnd end) {
        lock.lock();
        try {
            exit = Optional.of(how);
            over(end);
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the worker can be used no more. Of two reasons the first counts. */
    void over(WorkerEnd end) {
        lock.lock();
        try {
            if (whyOver.isEmpty()) {
                whyOver = Optional.of(end);
                changed.signalAll();
                whenOver.accept(end);
            }
        } finally {
            lock.unlock();
        }
    }
}
