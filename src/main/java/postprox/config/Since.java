package postprox.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;

/** A value that is an instant in the past. */
record Since() implements Type<Moment> {
    private static final int TEN_YEARS = 3660 * 86_400;

    private static final List<Function<String, Moment>> READINGS = List.of(
            text -> {
                Instant instant = OffsetDateTime.parse(text).toInstant();
                return (_, _) -> instant;
            },
            text -> {
                LocalDateTime local = LocalDateTime.parse(text.replace(' ', 'T'));
                return (_, zone) -> local.atZone(zone).toInstant();
            },
            text -> {
                LocalDate day = LocalDate.parse(text);
                return (_, zone) -> day.atStartOfDay(zone).toInstant();
            },
            text -> {
                LocalTime time = LocalTime.parse(text);
                return (now, zone) -> now.atZone(zone).with(time).toInstant();
            },
            text -> {
                Duration ago = ago(text);
                return (now, _) -> now.minus(ago);
            });

    @Override
    public Moment parse(String text) {
        for (Function<String, Moment> reading : READINGS) {
            try {
                return reading.apply(text);
            } catch (DateTimeException e) {
                // The next one may fit.
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no time such as 14:30, 2026-03-01, 2026-03-01T14:30, 15m, 2h or 3d");
    }

    private static Duration ago(String text) {
        try {
            return new Seconds(1, TEN_YEARS).parse(text);
        } catch (IllegalArgumentException e) {
            throw new DateTimeException("it is no time ago either", e);
        }
    }
}
