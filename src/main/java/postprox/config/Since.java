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

    @Override
    public Moment parse(String text) {
        for (Function<String, Moment> reading : readings()) {
            try {
                return reading.apply(text);
            } catch (DateTimeException e) {
                // The next one may fit.
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no time such as 14:30, 2026-03-01, 2026-03-01T14:30, 15m, 2h or 3d");
    }

    /** Made when it is needed: each of these is a class, and every start reads the options. */
    private static List<Function<String, Moment>> readings() {
        return List.of(Since::instant, Since::dayAndTime, Since::day, Since::timeOfToday, Since::ago);
    }

    private static Moment instant(String text) {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        return (_, _) -> instant;
    }

    private static Moment dayAndTime(String text) {
        LocalDateTime local = LocalDateTime.parse(text.replace(' ', 'T'));
        return (_, zone) -> local.atZone(zone).toInstant();
    }

    private static Moment day(String text) {
        LocalDate day = LocalDate.parse(text);
        return (_, zone) -> day.atStartOfDay(zone).toInstant();
    }

    private static Moment timeOfToday(String text) {
        LocalTime time = LocalTime.parse(text);
        return (now, zone) -> now.atZone(zone).with(time).toInstant();
    }

    private static Moment ago(String text) {
        Duration ago = duration(text);
        return (now, _) -> now.minus(ago);
    }

    private static Duration duration(String text) {
        try {
            return new Seconds(1, TEN_YEARS).parse(text);
        } catch (IllegalArgumentException e) {
            throw new DateTimeException("it is no time ago either", e);
        }
    }
}
