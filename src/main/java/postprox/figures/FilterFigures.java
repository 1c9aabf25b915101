package postprox.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import postprox.time.Ticker;

/** What there is about one filter. Thread-safe. */
final class FilterFigures {
    private final LastHour<Times> hour;
    private final LongAdder messages = new LongAdder();
    private final TroubleFigures failures;

    FilterFigures(Ticker ticker) {
        this.hour = new LastHour<>(Times::new, ticker);
        this.failures = new TroubleFigures(ticker);
    }

    void asked(Duration time) {
        messages.increment();
        hour.now().add(time);
    }

    /**
     * Notes a failure.
     *
     * @param reason in the words of the filter or the system; one byte a character
     */
    void failed(Instant time, String reason) {
        failures.happened(1, time, reason);
    }

    FilterSummary summary() {
        Times all = new Times();
        hour.past().forEach(minute -> all.add(minute.content()));
        return new FilterSummary(
                messages.sum(), all.count(), all.percentile(50), all.percentile(99), all.longest(), failures.last());
    }

    /**
     * That the filter failed in the last hour; empty if it did not.
     *
     * @param name its name; empty for the manual's filter
     */
    Optional<Attention> attention(String name) {
        return failures.attention(
                name.isEmpty() ? "the filter failed" : "filter " + name + " failed", "postprox log --failed");
    }
}
