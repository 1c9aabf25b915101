package postprox.figures;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long something took, many times: which part of the times was below a time, and the longest. It takes half a kilobyte, however
 * many times there are, and a time comes back with an error of an eighth at most. Thread-safe.
 */
final class Times {
    /** Each doubling of the time has so many classes. */
    private static final int CLASSES = 4;

    private static final int BITS = 2;

    /** Microseconds up to 2^33, which are more than two hours. Longer times count in the last class. */
    private static final int MOST = 33 * CLASSES;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(MOST);
    private final AtomicLong longest = new AtomicLong();

    void add(Duration time) {
        long micros = Math.max(0, time.toNanos() / 1000);
        counts.incrementAndGet(classOf(micros));
        if (micros > longest.get()) {
            longest.accumulateAndGet(micros, Math::max);
        }
    }

    /** Adds all times of another. */
    void add(Times other) {
        for (int i = 0; i < MOST; i++) {
            counts.addAndGet(i, other.counts.get(i));
        }
        longest.accumulateAndGet(other.longest.get(), Math::max);
    }

    /** How many times there are. */
    long count() {
        long sum = 0;
        for (int i = 0; i < MOST; i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    Duration longest() {
        return Duration.ofNanos(longest.get() * 1000);
    }

    /**
     * The time that so many of a hundred do not exceed; zero if there are none.
     *
     * @param percent from 1 to 100
     */
    Duration percentile(int percent) {
        long wanted = Math.ceilDiv(count() * percent, 100);
        long sum = 0;
        for (int i = 0; i < MOST && wanted > 0; i++) {
            sum += counts.get(i);
            if (sum >= wanted) {
                return Duration.ofNanos(Math.min(middle(i), longest.get()) * 1000);
            }
        }
        return longest();
    }

    /** The class of a time: its highest bit, and the two bits behind that. */
    private static int classOf(long micros) {
        if (micros < CLASSES) {
            return (int) micros;
        }
        int high = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        int place = (high - BITS + 1) * CLASSES + (int) (micros >> (high - BITS) & CLASSES - 1);
        return Math.min(place, MOST - 1);
    }

    /** The time in the middle of a class. */
    private static long middle(int place) {
        if (place < CLASSES) {
            return place;
        }
        int shift = place / CLASSES - 1;
        long low = (long) (CLASSES + place % CLASSES) << shift;
        return low + (1L << shift) / 2;
    }
}
