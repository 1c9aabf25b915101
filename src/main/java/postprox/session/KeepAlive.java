package postprox.session;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import postprox.net.Deadline;
import postprox.net.Ticker;
import postprox.smtp.Command;
import postprox.smtp.Reply;

/**
 * Sends the next hop a NOOP now and then while the session is busy with the client or the filter, so that it does not
 * give up waiting. Runs on a virtual thread of its own, which alone uses the connection until {@link #stop}.
 */
final class KeepAlive implements AutoCloseable {
    private static final Command NOOP = Command.parse("NOOP");

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final NextHop hop;
    private final Duration interval;
    private final Duration patience;
    private final Thread thread;

    // Written by the keep-alive's thread, read after it has ended.
    private Optional<NextHopLost> loss = Optional.empty();

    // Set by the session's thread, read before each NOOP.
    private volatile Deadline deadline = Deadline.never(Ticker.SYSTEM);

    private KeepAlive(NextHop hop, Duration interval, Duration patience) {
        this.hop = hop;
        this.interval = interval;
        this.patience = patience;
        this.thread = Thread.ofVirtual().unstarted(this::run);
    }

    /**
     * Starts.
     *
     * @param patience how long the next hop may take for an answer
     */
    static KeepAlive start(NextHop hop, Duration interval, Duration patience) {
        KeepAlive keepAlive = new KeepAlive(hop, interval, patience);
        keepAlive.thread.start();
        return keepAlive;
    }

    /** From now on no answer is waited for beyond the deadline, since the client waits for the session. */
    void endBy(Deadline time) {
        deadline = time;
    }

    /**
     * Gives the connection back to the session.
     *
     * @return why it cannot be used any more, where it was lost meanwhile
     */
    Optional<NextHopLost> stop() {
        close();
        return loss;
    }

    /** Gives the connection back. A second call does nothing. */
    @Override
    public void close() {
        stopped.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopped.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
                hop.patience(patience, deadline);
                Reply reply = hop.ask(NOOP);
                if (reply.isIntermediate() || reply.code() == Replies.HANGING_UP) {
                    throw new NextHopLost(NextHopLost.Why.CONFUSED, "it answered NOOP with: " + reply.oneLine());
                }
            }
        } catch (NextHopLost e) {
            loss = Optional.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
