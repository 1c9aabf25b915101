package postprox.filter.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import postprox.net.Wire;
import postprox.net.WireException;

/** The connections to one server that have no request now. The one that was used last is used next. Thread-safe. */
public final class Connections {
    private final Duration longestIdle;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final Deque<Kept> idle = new ArrayDeque<>();
    private boolean isClosed;

    private record Kept(Wire wire, long since) {}

    /**
     * Begins without connections.
     *
     * @param longestIdle how long a connection is kept without a request
     */
    public Connections(Duration longestIdle) {
        this.longestIdle = longestIdle;
    }

    /** A connection to which the service has said nothing meanwhile; empty if there is none. */
    public Optional<Wire> take() {
        while (true) {
            Optional<Kept> kept = last();
            if (kept.isEmpty()) {
                return Optional.empty();
            }
            if (isSilent(kept.get().wire())) {
                return Optional.of(kept.get().wire());
            }
            kept.get().wire().close();
        }
    }

    private Optional<Kept> last() {
        lock.lock();
        try {
            return Optional.ofNullable(idle.pollFirst());
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing has come. Bytes that no request asked for, or the end, make a connection useless. */
    private static boolean isSilent(Wire wire) {
        try {
            return wire.readNow(new byte[1], 0, 1) == 0;
        } catch (WireException e) {
            return false;
        }
    }

    /** Keeps a connection on which a request was answered. */
    public void keep(Wire wire) {
        lock.lock();
        try {
            if (!isClosed) {
                idle.addFirst(new Kept(wire, System.nanoTime()));
                return;
            }
        } finally {
            lock.unlock();
        }
        wire.close();
    }

    /** Closes connections that have been idle for too long. The watchdog's thread calls this. */
    public void check(long now) {
        Optional<Kept> old = Optional.empty();
        lock.lock();
        try {
            if (!idle.isEmpty() && now - idle.getLast().since() > longestIdle.toNanos()) {
                old = Optional.of(idle.removeLast());
            }
        } finally {
            lock.unlock();
        }
        old.ifPresent(kept -> kept.wire().close());
    }

    /** Closes all connections, also those that are kept later. */
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            idle.forEach(kept -> kept.wire().close());
            idle.clear();
        } finally {
            lock.unlock();
        }
    }
}
