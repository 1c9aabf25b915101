package postprox.figures;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import postprox.time.Ticker;

/**
 * Keeps something for each step of a window of the past, such as counters. A step in which nothing happened takes no room. Thread-safe;
 * no thread waits for another.
 *
 * @param <T> what is kept for a step; thread-safe itself
 */
final class Ring<T> {
    private final AtomicReferenceArray<Slot<T>> slots;
    private final long stepNanos;
    private final Supplier<T> maker;
    private final Ticker ticker;
    private final long begin;

    /**
     * What there is about one step.
     *
     * @param ago how many steps ago it was; 0 for the one that is not over
     */
    record Past<T>(int ago, T content) {}

    private record Slot<T>(long number, T content) {}

    Ring(Window window, Supplier<T> maker, Ticker ticker) {
        this.slots = new AtomicReferenceArray<>(window.steps());
        this.stepNanos = window.step().toNanos();
        this.maker = maker;
        this.ticker = ticker;
        this.begin = ticker.nanos();
    }

    /** What is kept for this step. */
    T now() {
        long number = number(ticker.nanos());
        int place = place(number);
        while (true) {
            Slot<T> there = slots.get(place);
            // Another thread may have looked at the clock a moment later, and have begun a later step here.
            if (there != null && there.number >= number) {
                return there.content;
            }
            Slot<T> begun = new Slot<>(number, maker.get());
            if (slots.compareAndSet(place, there, begun)) {
                return begun.content;
            }
        }
    }

    /** What there is about the window, the latest step first. */
    List<Past<T>> past() {
        return past(ticker.nanos());
    }

    /** What there is about the window that ends at a time of the ticker. */
    List<Past<T>> past(long nanos) {
        long number = number(nanos);
        List<Past<T>> past = new ArrayList<>();
        for (int ago = 0; ago < slots.length() && ago <= number; ago++) {
            Slot<T> there = slots.get(place(number - ago));
            if (there != null && there.number == number - ago) {
                past.add(new Past<>(ago, there.content));
            }
        }
        return past;
    }

    /** How long the step has been going on that a time of the ticker falls into. */
    Duration age(long nanos) {
        return Duration.ofNanos((nanos - begin) % stepNanos);
    }

    private long number(long nanos) {
        return (nanos - begin) / stepNanos;
    }

    private int place(long number) {
        return Math.toIntExact(number % slots.length());
    }
}
