package postprox.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import postprox.time.Ticker;

/** What there is about one filter. Thread-safe. */
final class FilterFigures {
    /** A filter that fails at some messages and answers others is not mended: its failures are seldom ten minutes apart. */
    private static final Duration WELL_FOR = Duration.ofMinutes(10);

    private final Ring<Times> hour;
    private final LongAdder messages = new LongAdder();
    private final TroubleFigures failures;
    private volatile Optional<Instant> lastGood = Optional.empty();
    private volatile Optional<Instant> failingSince = Optional.empty();

    FilterFigures(Ticker ticker) {
        this.hour = new Ring<>(Window.HOUR, Times::new, ticker);
        this.failures = new TroubleFigures(ticker);
    }

    void asked(Duration time) {
        messages.increment();
        hour.now().add(time);
    }

    /** Notes that it has given its verdict on a message. */
    void answered(Instant time) {
        lastGood = Optional.of(time);
        failingSince = Optional.empty();
    }

    /**
     * Notes a failure.
     *
     * @param reason in the words of the filter or the system; one byte a character
     */
    void failed(Instant time, String reason) {
        failures.happened(1, time, reason);
        if (failingSince.isEmpty()) {
            failingSince = Optional.of(time);
        }
    }

    FilterSummary summary() {
        Times all = new Times();
        hour.past().forEach(minute -> all.add(minute.content()));
        return new FilterSummary(
                messages.sum(),
                all.count(),
                all.percentile(50),
                all.percentile(99),
                all.longest(),
                failures.last(),
                failingSince);
    }

    /**
     * That the filter failed in the last hour; empty if it did not, or if somebody has mended it: the last failure is more than ten minutes
     * ago, and it has answered since.
     *
     * @param name its name; empty for the manual's filter
     */
    Optional<Attention> attention(String name, Instant now) {
        return failures.attention(
                        name.isEmpty() ? "the filter failed" : "filter " + name + " failed", "postprox log --failed")
                .filter(attention -> !isMended(attention.last(), now));
    }

    private boolean isMended(Instant failure, Instant now) {
        return failure.isBefore(now.minus(WELL_FOR))
                && lastGood.filter(failure::isBefore).isPresent();
    }
}
