package postprox.figures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import postprox.time.Ticker;

/**
 * Keeps something for each minute of the last hour, such as counters. A minute in which nothing happened takes no room. Thread-safe;
 * no thread waits for another.
 *
 * @param <T> what is kept for a minute; thread-safe itself
 */
final class LastHour<T> {
    /** The minute that is not over yet, and sixty before it. */
    static final int MINUTES = 61;

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    private final AtomicReferenceArray<Minute<T>> ring = new AtomicReferenceArray<>(MINUTES);
    private final Supplier<T> maker;
    private final Ticker ticker;
    private final long begin;

    /**
     * What there is about one minute.
     *
     * @param ago how many minutes ago it began; 0 for the one that is not over
     */
    record Past<T>(int ago, T content) {}

    private record Minute<T>(long number, T content) {}

    LastHour(Supplier<T> maker, Ticker ticker) {
        this.maker = maker;
        this.ticker = ticker;
        this.begin = ticker.nanos();
    }

    /** What is kept for this minute. */
    T now() {
        long number = number();
        int place = Math.toIntExact(number % MINUTES);
        while (true) {
            Minute<T> there = ring.get(place);
            // Another thread may have looked at the clock a moment later, and have begun a later minute here.
            if (there != null && there.number >= number) {
                return there.content;
            }
            Minute<T> begun = new Minute<>(number, maker.get());
            if (ring.compareAndSet(place, there, begun)) {
                return begun.content;
            }
        }
    }

    /** What there is about the last hour, the latest minute first. */
    List<Past<T>> past() {
        long number = number();
        List<Past<T>> past = new ArrayList<>();
        for (int ago = 0; ago < MINUTES && ago <= number; ago++) {
            Minute<T> there = ring.get(Math.toIntExact((number - ago) % MINUTES));
            if (there != null && there.number == number - ago) {
                past.add(new Past<>(ago, there.content));
            }
        }
        return past;
    }

    private long number() {
        return (ticker.nanos() - begin) / MINUTE_NANOS;
    }
}
