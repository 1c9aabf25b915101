package postprox.testkit;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A lock whose holder can wait for something to become true, but not for ever. */
final class Patience {
    /**
     * How long a test waits for what must happen: long enough for a slow machine, as only a failing test waits so long.
     * With mutants (./mutate) tests fail by the hundred.
     */
    static final Duration LONGEST = Duration.ofSeconds(Long.getLong("postprox.patience", 60));

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Changes or reads what the lock guards; whoever waits looks again. */
    <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            T result = action.get();
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }

    void change(Runnable action) {
        lock.lock();
        try {
            action.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits.
     *
     * @param what       is waited for, for the failure's message
     * @param otherwise what there is instead
     */
    void await(String what, BooleanSupplier condition, Supplier<?> otherwise) {
        long left = LONGEST.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("waited in vain for " + what + "; there is: " + otherwise.get());
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }
}
