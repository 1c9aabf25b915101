package postprox.net;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * One platform thread that looks at all wires ten times a second and ends waits whose time is over. A look costs two
 * reads of memory a wire, an armed wait one write: no timer is set and cancelled for each of millions of reads. A
 * platform thread, since it must run also when every carrier of virtual threads is held by something. Thread-safe.
 */
public final class Watchdog {
    private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

    private final Set<ChannelWire> wires = ConcurrentHashMap.newKeySet();

    private Watchdog() {}

    /** A watchdog that watches until the process ends. */
    public static Watchdog start() {
        Watchdog watchdog = new Watchdog();
        Thread.ofPlatform().daemon().name("watchdog").start(watchdog::watch);
        return watchdog;
    }

    void watch(ChannelWire wire) {
        wires.add(wire);
    }

    void forget(ChannelWire wire) {
        wires.remove(wire);
    }

    private void watch() {
        while (true) {
            LockSupport.parkNanos(INTERVAL_NANOS);
            try {
                long now = System.nanoTime();
                for (ChannelWire wire : wires) {
                    wire.expire(now);
                }
            } catch (RuntimeException | Error e) {
                // Out of memory, say. Without this thread nothing would ever time out: it tries again.
            }
        }
    }
}
