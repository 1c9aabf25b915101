package postprox.event;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import postprox.time.Watchdog;

/**
 * Counts incidents that may happen a thousand times a second, so that a flood makes one event a second. The event has the
 * number of incidents and the last reason. A watchdog has to watch it. Thread-safe; one thread alone may call {@link #check}.
 */
public final class Repeated implements Watchdog.Watched {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Events events;
    private final Maker maker;
    private final AtomicLong times = new AtomicLong();
    private final AtomicReference<String> lastReason = new AtomicReference<>("");

    // The thread that calls check() reads and writes this.
    private OptionalLong lastEvent = OptionalLong.empty();

    /** Makes the event of a number of incidents. */
    @FunctionalInterface
    public interface Maker {
        /**
         * Makes an event.
         *
         * @param times  the number of incidents since the last event
         * @param reason the reason of the last incident
         */
        Event make(long times, String reason);
    }

    /** Makes a counter that stands at zero. */
    public Repeated(Events events, Maker maker) {
        this.events = events;
        this.maker = maker;
    }

    /** Counts one more incident. */
    public void happened(String reason) {
        lastReason.set(reason);
        times.incrementAndGet();
    }

    /**
     * Publishes an event if there was an incident, and the last event was at least a second ago.
     *
     * @param now the time by {@link System#nanoTime}
     */
    @Override
    public void check(long now) {
        if (times.get() > 0 && (lastEvent.isEmpty() || now - lastEvent.getAsLong() >= INTERVAL_NANOS)) {
            lastEvent = OptionalLong.of(now);
            events.publish(maker.make(times.getAndSet(0), lastReason.get()));
        }
    }
}
