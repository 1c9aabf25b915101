package postprox.filter.worker;

import java.time.Duration;
import postprox.time.Ticker;

/**
 * The pause before the next start of a process that keeps ending at once: 1, 2, 4 and so on up to 60 seconds. Not thread-safe.
 */
final class BackOff {
    /** A process that ends sooner than this after its start has failed to start. */
    static final Duration SOON = Duration.ofSeconds(1);

    private static final long LONGEST_SECONDS = 60;
    private static final int MOST_DOUBLINGS = 6;

    private final Ticker ticker;
    private int failures;
    private long until;

    BackOff(Ticker ticker) {
        this.ticker = ticker;
        this.until = ticker.nanos();
    }

    /** Notes that a process has ended. */
    void ended(Duration age) {
        if (age.compareTo(SOON) >= 0) {
            failures = 0;
            return;
        }
        long seconds = Math.min(LONGEST_SECONDS, 1L << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        until = ticker.nanos() + Duration.ofSeconds(seconds).toNanos();
    }

    /** The time until the next start; zero if a process may start now. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, until - ticker.nanos()));
    }
}
