package postprox.filter;

import java.time.Duration;
import postprox.time.Deadline;

/**
 * The time that a filter has for a message.
 *
 * @param deadline       the instant after which an answer is useless
 * @param duration       how long the filter may take from now on
 * @param isAllThatsLeft whether this is the time until the message's deadline, which is less than the filter's own limit
 */
public record Allowance(Deadline deadline, Duration duration, boolean isAllThatsLeft) {
    /** All the time that a message has left. */
    public static Allowance until(Deadline deadline) {
        return new Allowance(deadline, deadline.remaining(), true);
    }

    /** The lesser of a filter's own limit and the time that is left now. */
    public Allowance within(Duration limit) {
        Duration left = deadline.remaining();
        return left.compareTo(limit) < 0
                ? new Allowance(deadline, left, true)
                : new Allowance(deadline.within(limit), limit, false);
    }

    /** The time in words, for the log. */
    @Override
    public String toString() {
        return Math.round(duration.toMillis() / 100.0) / 10.0 + " s"
                + (isAllThatsLeft ? ", all that --deadline left it" : "");
    }
}
