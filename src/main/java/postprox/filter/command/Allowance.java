package postprox.filter.command;

import java.time.Duration;

/**
 * The time that one run of the command may take.
 *
 * @param ofDeadline whether this is the time until the message's deadline, which is less than the filter's own limit
 */
record Allowance(Duration duration, boolean ofDeadline) {
    /** The lesser of the filter's own limit and the time left until the message's deadline. */
    static Allowance of(Duration timeout, Duration left) {
        return left.compareTo(timeout) < 0 ? new Allowance(left, true) : new Allowance(timeout, false);
    }

    @Override
    public String toString() {
        return Math.round(duration.toMillis() / 100.0) / 10.0 + " s"
                + (ofDeadline ? ", all that --deadline left it" : "");
    }
}
