package postprox.filter.command;

import java.time.Duration;

/**
 * How long a run of the command may take.
 *
 * @param ofDeadline whether it is what the message's deadline has left, and less than filters have otherwise
 */
record Allowance(Duration duration, boolean ofDeadline) {
    static Allowance of(Duration timeout, Duration left) {
        return left.compareTo(timeout) < 0 ? new Allowance(left, true) : new Allowance(timeout, false);
    }

    @Override
    public String toString() {
        return Math.round(duration.toMillis() / 100.0) / 10.0 + " s"
                + (ofDeadline ? ", all that --deadline left it" : "");
    }
}
