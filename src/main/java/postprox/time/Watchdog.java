package postprox.time;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Checks everything that has a time, on one thread and ten times a second. A check reads memory once or twice: no timer is set
 * and cancelled, and no thread is woken, for each of millions of waits that end well. The thread is a platform thread, since it
 * must run also when something holds every carrier of virtual threads. Thread-safe.
 */
public final class Watchdog {
    private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

    private final Set<Watched> all = ConcurrentHashMap.newKeySet();

    private final Ticker ticker;
    private final Executor elsewhere;
    private final Consumer<Throwable> trouble;

    /**
     * A watchdog that checks when whoever moves its clock calls {@link #check}.
     *
     * @param elsewhere runs what a check finds due and may block (the keep-alive's NOOP)
     * @param trouble   hears of a check that failed
     */
    public Watchdog(Ticker ticker, Executor elsewhere, Consumer<Throwable> trouble) {
        this.ticker = ticker;
        this.elsewhere = elsewhere;
        this.trouble = trouble;
    }

    /** Something whose time may be over. */
    @FunctionalInterface
    public interface Watched {
        /**
         * Does what is due. Called ten times a second on the watchdog's thread; must not block: {@link #runElsewhere} is for
         * work that may.
         *
         * @param now by the watchdog's clock
         */
        void check(long now);
    }

    /**
     * A watchdog that watches until the process ends.
     *
     * @param trouble hears of a check that failed, which is a mistake of ours or want of memory
     */
    public static Watchdog start(Consumer<Throwable> trouble) {
        Watchdog watchdog = new Watchdog(Ticker.SYSTEM, Thread::startVirtualThread, trouble);
        Thread.ofPlatform().daemon().name("watchdog").start(watchdog::watch);
        return watchdog;
    }

    /** Checks it from now on. */
    public void watch(Watched watched) {
        all.add(watched);
    }

    /** Checks it no more, but for a check that may be under way. */
    public void forget(Watched watched) {
        all.remove(watched);
    }

    /** Runs work that may block on another thread than the watchdog's. */
    public void runElsewhere(Runnable work) {
        elsewhere.execute(work);
    }

    /** Checks everything once. */
    public void check() {
        long now = ticker.nanos();
        all.forEach(watched -> check(watched, now));
    }

    /** Without this thread nothing would ever time out: a failure of one must not keep it from the others. */
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

    /** Where there is no memory, a check cannot even begin, nor can trouble be told of. */
    private void checkAndGoOn() {
        try {
            check();
        } catch (RuntimeException | Error e) {
            tell(e);
        }
    }

    private void tell(Throwable e) {
        try {
            trouble.accept(e);
        } catch (RuntimeException | Error _) {
            // Whoever should hear of it cannot: the next check is all that we can do.
        }
    }
}
