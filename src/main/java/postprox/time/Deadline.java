package postprox.time;

import java.time.Duration;

/** An instant by which a whole job must be done, however fast each of its steps is. Thread-safe. */
public final class Deadline {
    /** So long that its end never comes, and so short that no sum with it overflows. */
    private static final Duration NEVER = Duration.ofDays(365);

    private final Ticker ticker;
    private final long end;

    private Deadline(Ticker ticker, Duration time) {
        this.ticker = ticker;
        this.end = ticker.nanos() + time.toNanos();
    }

    public static Deadline after(Ticker ticker, Duration time) {
        return new Deadline(ticker, time);
    }

    public static Deadline never(Ticker ticker) {
        return new Deadline(ticker, NEVER);
    }

    /** A deadline for one step of the job: after the time of the step, and no later than this deadline. */
    public Deadline within(Duration step) {
        return new Deadline(ticker, remainingAtMost(step));
    }

    /** A deadline for a part of the time that is left. */
    public Deadline part(int numerator, int denominator) {
        // Duration divides by means of BigDecimal, whose tables would be made before a first greeting (ColdStartTest).
        return within(Duration.ofNanos(remaining().toNanos() / denominator * numerator));
    }

    /** The time that is left; zero if the deadline is over. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - ticker.nanos()));
    }

    /** The time that is left, or the time of a single step if that is less. */
    public Duration remainingAtMost(Duration step) {
        Duration left = remaining();
        return left.compareTo(step) < 0 ? left : step;
    }

    public boolean isOver() {
        return end - ticker.nanos() <= 0;
    }
}
