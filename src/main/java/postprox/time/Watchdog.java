package postprox.time;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Looks at everything that has a time, from one platform thread ten times a second. A look costs a read or two of memory:
 * no timer is set and cancelled, and no thread woken, for each of millions of waits that end well. A platform thread,
 * since it must run also when every carrier of virtual threads is held by something. Thread-safe.
 */
public final class Watchdog {
    private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

    private final Set<Watched> all = ConcurrentHashMap.newKeySet();

    private final Ticker ticker;
    private final Executor errands;
    private final Consumer<Throwable> trouble;

    /**
     * A watchdog that looks when it is told to, by whoever moves its clock.
     *
     * @param errands where that runs which a look finds due and which takes longer than a look
     * @param trouble hears of a look that went wrong
     */
    public Watchdog(Ticker ticker, Executor errands, Consumer<Throwable> trouble) {
        this.ticker = ticker;
        this.errands = errands;
        this.trouble = trouble;
    }

    /** Something whose time may be over. */
    @FunctionalInterface
    public interface Watched {
        /**
         * Does what is due. Called ten times a second on the watchdog's thread; must not block: {@link #send} is for
         * what may.
         *
         * @param now by the watchdog's clock
         */
        void look(long now);
    }

    /**
     * A watchdog that watches until the process ends.
     *
     * @param trouble hears of a look that went wrong, which is a mistake of ours or want of memory
     */
    public static Watchdog start(Consumer<Throwable> trouble) {
        Watchdog watchdog = new Watchdog(Ticker.SYSTEM, Thread::startVirtualThread, trouble);
        Thread.ofPlatform().daemon().name("watchdog").start(watchdog::watch);
        return watchdog;
    }

    /** Looks at it from now on. */
    public void watch(Watched watched) {
        all.add(watched);
    }

    /** Looks at it no more, but for a look that may be under way. */
    public void forget(Watched watched) {
        all.remove(watched);
    }

    /** Has something done that may block. */
    public void send(Runnable errand) {
        errands.execute(errand);
    }

    /** Looks at everything once. */
    public void look() {
        long now = ticker.nanos();
        all.forEach(watched -> look(watched, now));
    }

    /** Without this thread nothing would ever time out: what goes wrong with one must not keep it from the others. */
    private void look(Watched watched, long now) {
        try {
            watched.look(now);
        } catch (RuntimeException | Error e) {
            trouble.accept(e);
        }
    }

    private void watch() {
        while (true) {
            LockSupport.parkNanos(INTERVAL_NANOS);
            lookAndGoOn();
        }
    }

    /** Where there is no memory, a look cannot even begin, nor trouble be told of. */
    private void lookAndGoOn() {
        try {
            look();
        } catch (RuntimeException | Error e) {
            tell(e);
        }
    }

    private void tell(Throwable e) {
        try {
            trouble.accept(e);
        } catch (RuntimeException | Error _) {
            // Whoever should hear of it cannot: the next look is all that we can do.
        }
    }
}
