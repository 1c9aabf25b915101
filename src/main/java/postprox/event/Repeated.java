package postprox.event;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Something that may happen a thousand times a second: a flood makes an event a second, with how often and the last reason.
 * Thread-safe; {@link #check} is for one thread.
 */
public final class Repeated {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Events events;
    private final Maker maker;
    private final AtomicLong times = new AtomicLong();
    private final AtomicReference<String> lastReason = new AtomicReference<>("");

    // Of the thread that checks.
    private OptionalLong lastEvent = OptionalLong.empty();

    /** Makes the event of what happened. */
    @FunctionalInterface
    public interface Maker {
        /**
         * An event.
         *
         * @param times  how often it happened since the last event
         * @param reason why it happened the last time
         */
        Event make(long times, String reason);
    }

    /** Something that has not happened yet. */
    public Repeated(Events events, Maker maker) {
        this.events = events;
        this.maker = maker;
    }

    /** It has happened once more. */
    public void happened(String reason) {
        lastReason.set(reason);
        times.incrementAndGet();
    }

    /** Publishes the event that is due, if one is. */
    public void check(long now) {
        if (times.get() > 0 && (lastEvent.isEmpty() || now - lastEvent.getAsLong() >= INTERVAL_NANOS)) {
            lastEvent = OptionalLong.of(now);
            events.publish(maker.make(times.getAndSet(0), lastReason.get()));
        }
    }
}
