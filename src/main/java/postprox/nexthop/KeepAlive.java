package postprox.nexthop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/**
 * Sends the next hop a NOOP now and then while the session is busy with the client or the filter, so that it does not
 * give up waiting. Most messages are done long before the first NOOP is due, and pay for no more than being watched. Who
 * holds the turn uses the connection; from {@link #stop} on that is the session alone.
 */
public final class KeepAlive implements AutoCloseable, Watchdog.Watched {
    private static final long NOT_WAITING = Long.MAX_VALUE;

    private final NextHopConnection hop;
    private final Duration interval;
    private final int max;
    private final Duration replyTimeout;
    private final Ticker ticker;
    private final Watchdog watchdog;
    private final ReentrantLock turn = new ReentrantLock();

    // Of whoever has the turn.
    private boolean stopped;
    private Optional<NextHopLost> loss = Optional.empty();

    // Set by whoever has the turn, taken by the watchdog.
    private volatile long due;

    // Set by the session's thread, read before each NOOP.
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
     * Starts.
     *
     * @param max          how many the connection may hear, those of messages before included
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

    /** From now on no answer is waited for beyond the deadline, since the client waits for the session. */
    public void endBy(Deadline time) {
        deadline = time;
    }

    /**
     * Gives the connection back to the session.
     *
     * @return why it cannot be used any more, where it was lost meanwhile
     */
    public Optional<NextHopLost> stop() {
        close();
        return loss;
    }

    /** Gives the connection back. A second call does nothing. */
    @Override
    public void close() {
        watchdog.forget(this);
        turn.lock();
        try {
            stopped = true;
        } finally {
            turn.unlock();
        }
    }

    private long nextDue() {
        return hop.noops() < max ? ticker.nanos() + interval.toNanos() : NOT_WAITING;
    }

    private void sendNoop() {
        turn.lock();
        try {
            if (stopped) {
                return;
            }
            hop.timeouts(replyTimeout, deadline);
            Reply reply = hop.noop();
            if (reply.isIntermediate()) {
                throw new NextHopLost(NextHopLost.Why.CONFUSED, "it answered NOOP with: " + reply.oneLine());
            }
            // Who refuses it has had enough of them, and may hang up.
            due = reply.isPositive() ? nextDue() : NOT_WAITING;
        } catch (NextHopLost e) {
            loss = Optional.of(e);
        } finally {
            turn.unlock();
        }
    }
}
