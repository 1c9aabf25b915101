package postprox.filter.hooks;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import postprox.time.Deadline;

/** The pauses in front of the second and each later try of one request (draft-degennaro-mta-hooks-01 section 7.5.3). Not thread-safe. */
final class Pauses {
    /** One less than the draft allows: the sender's client waits meanwhile. */
    private static final int MOST_RETRIES = 2;

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int JITTER_MILLIS = 100;

    /** So much time must be left behind a pause, or another try makes no sense. */
    private static final Duration LEAST_TIME = Duration.ofSeconds(1);

    private final Deadline deadline;
    private Duration next = FIRST;
    private int retries;

    Pauses(Deadline deadline) {
        this.deadline = deadline;
    }

    /**
     * Waits before the next try.
     *
     * @param asked how long the scanner wants to be left alone; zero if it does not say
     * @return false, without a pause, if there is to be no other try
     */
    boolean pause(Duration asked) {
        Duration jitter = Duration.ofMillis(ThreadLocalRandom.current().nextInt(JITTER_MILLIS));
        Duration time = (asked.compareTo(next) > 0 ? asked : next).plus(jitter);
        if (retries == MOST_RETRIES || deadline.remaining().compareTo(time.plus(LEAST_TIME)) < 0) {
            return false;
        }
        retries++;
        next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return !Thread.currentThread().isInterrupted();
    }
}
