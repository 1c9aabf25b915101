package postprox.time;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Checks everything that has a time limit, on one thread and ten times a second. A check reads memory once or twice. So the
 * millions of waits that end well set and cancel no timer, and wake no thread. The thread is a platform thread, since it must
 * also run while all carriers of virtual threads are taken. Thread-safe.
 */
public final class Watchdog {
    private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

    private final Set<Watched> all = ConcurrentHashMap.newKeySet();

    private final Ticker ticker;
    private final Executor elsewhere;
    private final Consumer<Throwable> trouble;

    /**
     * Makes a watchdog without a thread, which checks when {@link #check} is called.
     *
     * @param elsewhere runs work that a check finds due and that may block (the NOOP of a KeepAlive)
     * @param trouble   takes the failure of a check
     */
    public Watchdog(Ticker ticker, Executor elsewhere, Consumer<Throwable> trouble) {
        this.ticker = ticker;
        this.elsewhere = elsewhere;
        this.trouble = trouble;
    }

    /** An object with a time limit, or with work at intervals. */
    @FunctionalInterface
    public interface Watched {
        /**
         * Does the work that is due. The watchdog's thread calls this ten times a second, and must not block:
         * {@link #runElsewhere} is for work that may.
         *
         * @param now the time by the watchdog's clock
         */
        void check(long now);
    }

    /**
     * Starts a watchdog with a thread, which runs until the process ends.
     *
     * @param trouble takes the failure of a check, which comes of a mistake in postprox or of a lack of memory
     */
    public static Watchdog start(Consumer<Throwable> trouble) {
        Watchdog watchdog = new Watchdog(Ticker.SYSTEM, Thread::startVirtualThread, trouble);
        Thread.ofPlatform().daemon().name("watchdog").start(watchdog::watch);
        return watchdog;
    }

    /** Checks an object from now on. */
    public void watch(Watched watched) {
        all.add(watched);
    }

    /** Stops the checks of an object. A check may be under way still. */
    public void forget(Watched watched) {
        all.remove(watched);
    }

    /** Runs work that may block, on another thread than the watchdog's. */
    public void runElsewhere(Runnable work) {
        elsewhere.execute(work);
    }

    /** Checks everything once. */
    public void check() {
        long now = ticker.nanos();
        all.forEach(watched -> check(watched, now));
    }

    /** Checks one object. The watchdog's thread survives a failure and goes on, since without it no wait would time out. */
    private void check(Watched watched, long now) {
        try {
            watched.check(now);
        } catch (RuntimeException | Error e) {
            trouble.accept(e);
        }
    }

    private void watch() {
        while (true) {
            LockSupport.parkNanos(INTERVAL_NANOS);
            checkAndGoOn();
        }
    }

    /**
     * Checks everything once, and survives all failures. Without memory, a check cannot begin and a failure cannot be
     * reported.
     */
    private void checkAndGoOn() {
        try {
            check();
        } catch (RuntimeException | Error e) {
            report(e);
        }
    }

    private void report(Throwable e) {
        try {
            trouble.accept(e);
        } catch (RuntimeException | Error _) {
            // The failure cannot be reported. The watchdog goes on with the next check.
        }
    }
}
