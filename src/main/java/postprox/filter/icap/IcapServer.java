package postprox.filter.icap;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import postprox.filter.service.Connections;
import postprox.filter.service.Servers;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.time.Ticker;

/** What is kept of one server between messages: its OPTIONS, its idle connections, and how many are in use. Thread-safe. */
final class IcapServer {
    /** A connection holds a thread of c-icap, also an idle one. */
    private static final Duration LONGEST_IDLE = Duration.ofSeconds(4);

    private final Connections idle = new Connections(LONGEST_IDLE);
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();

    // Guarded by the lock.
    private int inside;
    private Optional<ServiceOptions> options = Optional.empty();
    private long since;

    IcapServer(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * Waits until one more message may have a connection. Idle connections are used before new ones are made, so that there are never more
     * connections than messages inside.
     *
     * @throws Servers.Full if too many others are inside all the time
     */
    void enter(Duration longest) throws Servers.Full, WireException {
        lock.lock();
        try {
            long nanos = longest.toNanos();
            while (isFull()) {
                if (nanos <= 0) {
                    throw new Servers.Full(
                            "all " + inside + " connections that it allows (Max-Connections) are in use");
                }
                nanos = left.awaitNanos(nanos);
            }
            inside++;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireException(WireException.Cause.INTERRUPTED, "interrupted");
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull() {
        int most = options.map(ServiceOptions::maxConnections).orElse(0);
        return most > 0 && inside >= most;
    }

    /** Ends what {@link #enter} began. */
    void leave() {
        lock.lock();
        try {
            inside--;
            left.signal();
        } finally {
            lock.unlock();
        }
    }

    /** An idle connection; empty if there is none. */
    Optional<Wire> idle() {
        return idle.take();
    }

    /** Keeps a connection for the next message. */
    void keep(Wire wire) {
        idle.keep(wire);
    }

    /** What the server said of itself, if that is valid still. */
    Optional<ServiceOptions> options() {
        lock.lock();
        try {
            return options.filter(
                    known -> ticker.nanos() - since < known.lifetime().toNanos());
        } finally {
            lock.unlock();
        }
    }

    void learn(ServiceOptions said) {
        lock.lock();
        try {
            options = Optional.of(said);
            since = ticker.nanos();
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Closes connections that have been idle for too long. The watchdog's thread calls this. */
    void check(long now) {
        idle.check(now);
    }

    /** Closes idle connections, also those that become so later. */
    void close() {
        idle.close();
    }
}
