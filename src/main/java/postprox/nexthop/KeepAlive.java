package postprox.nexthop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * Sends NOOP to the next hop at intervals while the session is busy with the client or the filter, so that the next hop does
 * not give up waiting. Most messages are done long before the first NOOP is due, and cost no more than the watchdog's checks.
 * The thread that holds the lock uses the connection. After {@link #stop} only the session's thread uses it.
 */
public final class KeepAlive implements AutoCloseable, Watchdog.Watched {
    private static final long NOT_WAITING = Long.MAX_VALUE;

    private final NextHopConnection hop;
    private final Duration interval;
    private final int max;
    private final Duration replyTimeout;
    private final Ticker ticker;
    private final Watchdog watchdog;
    private final ReentrantLock lock = new ReentrantLock();

    // Written by the thread that holds the lock.
    private boolean stopped;
    private Optional<NextHopLost> loss = Optional.empty();

    // The time of the next NOOP. Written by the thread that sends NOOPs, and cleared by the watchdog's thread.
    private volatile long due;

    // Written by the session's thread, read before each NOOP.
    private volatile Deadline deadline;

    private KeepAlive(
            NextHopConnection hop,
            Duration interval,
            int max,
            Duration replyTimeout,
            Ticker ticker,
            Watchdog watchdog) {
        this.hop = hop;
        this.interval = interval;
        this.max = max;
        this.replyTimeout = replyTimeout;
        this.ticker = ticker;
        this.watchdog = watchdog;
        this.deadline = Deadline.never(ticker);
        this.due = nextDue();
    }

    /**
     * Starts a keep-alive.
     *
     * @param max          the maximum number of NOOPs on the connection, those during earlier messages included
     * @param replyTimeout how long the next hop may take for an answer
     */
    static KeepAlive start(
            NextHopConnection hop,
            Duration interval,
            int max,
            Duration replyTimeout,
            Ticker ticker,
            Watchdog watchdog) {
        KeepAlive keepAlive = new KeepAlive(hop, interval, max, replyTimeout, ticker, watchdog);
        watchdog.watch(keepAlive);
        return keepAlive;
    }

    @Override
    public void check(long now) {
        if (due != NOT_WAITING && due - now <= 0) {
            due = NOT_WAITING;
            watchdog.runElsewhere(this::sendNoop);
        }
    }

    /** From the next NOOP on, the wait for its answer ends by this deadline, since the client waits for the session. */
    public void endBy(Deadline limit) {
        deadline = limit;
    }

    /**
     * Gives the connection back to the session. Waits for the answer to a NOOP that is under way.
     *
     * @return the loss of the connection, if it was lost meanwhile
     */
    public Optional<NextHopLost> stop() {
        close();
        return loss;
    }

    /** Gives the connection back, as {@link #stop} does. A second call does nothing. */
    @Override
    public void close() {
        watchdog.forget(this);
        lock.lock();
        try {
            stopped = true;
        } finally {
            lock.unlock();
        }
    }

    private long nextDue() {
        return hop.noops() < max ? ticker.nanos() + interval.toNanos() : NOT_WAITING;
    }

    private void sendNoop() {
        lock.lock();
        try {
            if (stopped) {
                return;
            }
            hop.timeouts(replyTimeout, deadline);
            Reply reply = hop.noop();
            if (reply.isIntermediate()) {
                throw new NextHopLost(NextHopLost.Why.CONFUSED, "it answered NOOP with: " + reply.oneLine());
            }
            // A next hop that refuses a NOOP has had enough of them, and may hang up at another.
            due = reply.isPositive() ? nextDue() : NOT_WAITING;
        } catch (NextHopLost e) {
            loss = Optional.of(e);
        } finally {
            lock.unlock();
        }
    }
}
