package postprox.time;

import java.time.Duration;

/** An instant by which a whole job must be done, however well its single steps go. */
public final class Deadline {
    /** Far enough that it never comes, and that adding to it does not overflow. */
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

    /** A deadline for one step on the way to this one: after that time, and no later than this one. */
    public Deadline within(Duration step) {
        return new Deadline(ticker, remainingAtMost(step));
    }

    /** A deadline for a part of what is left. */
    public Deadline part(int numerator, int denominator) {
        // A Duration divides by BigDecimal, and a first greeting would wait for that one's tables (ColdStartTest).
        return within(Duration.ofNanos(remaining().toNanos() / denominator * numerator));
    }

    /** What is left, zero where it is over. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - ticker.nanos()));
    }

    /** What is left, but no more than the time of a single step. */
    public Duration remainingAtMost(Duration step) {
        Duration left = remaining();
        return left.compareTo(step) < 0 ? left : step;
    }

    public boolean isOver() {
        return end - ticker.nanos() <= 0;
    }
}
