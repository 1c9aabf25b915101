package postprox.figures;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What there is to say about a filter.
 *
 * @param messages     how many messages it was asked about since the start
 * @param ofHour       how many of these in the last hour, to which the times belong
 * @param median       half of them took less
 * @param slow         one of a hundred took longer
 * @param slowest      the longest time
 * @param lastFailure  its last failure since the start
 * @param failingSince when it failed first, if it has given no verdict since
 */
public record FilterSummary(
        long messages,
        long ofHour,
        Duration median,
        Duration slow,
        Duration slowest,
        Optional<Incident> lastFailure,
        Optional<Instant> failingSince) {
    /** The summary of a filter that was never asked. */
    public static final FilterSummary NONE =
            new FilterSummary(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Optional.empty(), Optional.empty());
}
