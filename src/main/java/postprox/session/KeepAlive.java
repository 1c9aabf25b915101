package postprox.session;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import postprox.smtp.Command;

/**
 * Sends the next hop a NOOP now and then while the session is busy with the client or the filter, so that it does not
 * give up waiting. Runs on a virtual thread of its own, which alone uses the connection until {@link #stop}.
 */
final class KeepAlive implements AutoCloseable {
    private static final Command NOOP = Command.parse("NOOP");

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final NextHop hop;
    private final Duration interval;
    private final Thread thread;

    // Written by the keep-alive's thread, read after it has ended.
    private Optional<NextHopLost> loss = Optional.empty();

    private KeepAlive(NextHop hop, Duration interval) {
        this.hop = hop;
        this.interval = interval;
        this.thread = Thread.ofVirtual().unstarted(this::run);
    }

    static KeepAlive start(NextHop hop, Duration interval) {
        KeepAlive keepAlive = new KeepAlive(hop, interval);
        keepAlive.thread.start();
        return keepAlive;
    }

    /**
     * Gives the connection back to the session.
     *
     * @throws NextHopLost where it was lost meanwhile
     */
    void stop() throws NextHopLost {
        close();
        if (loss.isPresent()) {
            throw loss.get();
        }
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
                hop.ask(NOOP);
            }
        } catch (NextHopLost e) {
            loss = Optional.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
