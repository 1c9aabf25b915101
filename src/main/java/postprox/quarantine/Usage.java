package postprox.quarantine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * How full the quarantine is. The numbers are kept in memory, so that a message costs no walk through the directory. Other processes
 * add and remove messages too: the directory is counted anew at intervals, and also before a message is refused, since an
 * administrator may have just made room. Thread-safe.
 */
final class Usage {
    /** A full quarantine is counted anew at most so often. */
    private static final long RECOUNT_NANOS = Duration.ofSeconds(10).toNanos();

    private final QuarantineRules rules;
    private final Ticker ticker;
    private final Counter counter;

    /** Held by the thread that counts. A large directory takes time, in which others go on. */
    private final ReentrantLock counting = new ReentrantLock();

    private Count now = Count.NOTHING;
    private Count added = Count.NOTHING;
    private boolean counted;
    private long countedAt;

    /** A number of messages, and their bytes. */
    record Count(long messages, long bytes) {
        static final Count NOTHING = new Count(0, 0);

        Count plus(long moreMessages, long moreBytes) {
            return new Count(messages + moreMessages, bytes + moreBytes);
        }
    }

    /** Counts what is in the directory. */
    @FunctionalInterface
    interface Counter {
        Count count() throws QuarantineException;
    }

    Usage(QuarantineRules rules, Ticker ticker, Counter counter) {
        this.rules = rules;
        this.ticker = ticker;
        this.counter = counter;
    }

    /**
     * Takes room for one more message.
     *
     * @param deadline how long it waits at most for another thread that counts
     * @throws QuarantineException if there is no room, or if the deadline is over
     */
    void take(long bytes, Deadline deadline) throws QuarantineException {
        if (mustCountFor(bytes)) {
            count(bytes, deadline);
        }
        takeCounted(bytes);
    }

    /** What there is, as far as it is known; empty if nothing was counted yet. */
    synchronized Optional<Count> known() {
        return counted ? Optional.of(now) : Optional.empty();
    }

    private synchronized boolean mustCountFor(long bytes) {
        return !counted || isFullFor(bytes) && ticker.nanos() - countedAt > RECOUNT_NANOS;
    }

    private void count(long bytes, Deadline deadline) throws QuarantineException {
        if (!isOurTurnWithin(deadline)) {
            throw new QuarantineException(
                    "its messages are still being counted, which takes longer than this message has time");
        }
        try {
            // Another thread may have counted meanwhile.
            if (mustCountFor(bytes)) {
                Count before = added();
                set(counter.count(), before);
            }
        } finally {
            counting.unlock();
        }
    }

    private boolean isOurTurnWithin(Deadline deadline) {
        try {
            return counting.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized void takeCounted(long bytes) throws QuarantineException {
        if (isFullFor(bytes)) {
            throw new QuarantineException("it has " + now.messages() + " messages with " + now.bytes()
                    + " bytes, of " + rules.messages() + " (--quarantine-messages) and " + rules.bytes()
                    + " (--quarantine-size); one of " + bytes + " bytes more is too much");
        }
        add(1, bytes);
    }

    private boolean isFullFor(long bytes) {
        return now.messages() + 1 > rules.messages() || now.bytes() + bytes > rules.bytes();
    }

    /** Adds to the count, or takes away from it if the numbers are negative. */
    synchronized void add(long messages, long bytes) {
        now = now.plus(messages, bytes);
        added = added.plus(messages, bytes);
    }

    /** What has been added so far, for {@link #set}. */
    synchronized Count added() {
        return added;
    }

    /**
     * Sets the count to what a walk through the directory has found.
     *
     * @param before what had been added when the walk began. What came later may be counted twice until the next walk
     */
    synchronized void set(Count found, Count before) {
        now = found.plus(
                Math.max(0, added.messages() - before.messages()), Math.max(0, added.bytes() - before.bytes()));
        counted = true;
        countedAt = ticker.nanos();
    }
}
