package postprox.command;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import postprox.json.JsonObject;
import postprox.text.WireText;
import postprox.trial.TerminalText;

/** Values as people read them on a terminal. All texts have one byte a character. */
final class Shown {
    private static final DateTimeFormatter OF_TODAY = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter BEFORE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};
    private static final int UNIT = 1000;
    private static final int SMALL = 10;

    private Shown() {}

    /** A stranger's text, such as an address, which has nothing that a terminal acts on. */
    static String text(String characters) {
        return TerminalText.shown(new String(characters.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    /** The same as characters, for a terminal that is written to in characters. */
    static String characters(String outside) {
        return ofBytes(text(outside));
    }

    /** A stranger's text, of which at most so many bytes are shown. */
    static String text(String characters, int most) {
        return WireText.shorten(text(characters), most);
    }

    /** A line that is made already, as characters, for a terminal that is written to in characters. */
    static String ofBytes(String line) {
        return new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The time with a name in an answer; long ago if it has none. */
    static Instant instant(JsonObject answer, String name) {
        return answer.time(name).orElse(Instant.EPOCH);
    }

    /** The time of day, with the date if that is not today. */
    static String time(Instant time, Instant now) {
        LocalDateTime local = local(time);
        boolean isToday = local.toLocalDate().equals(local(now).toLocalDate());
        return (isToday ? OF_TODAY : BEFORE).format(local);
    }

    /** A time that another program has written: EPOCH if it is none, and within what a local time can be. */
    static Instant instant(String text) {
        try {
            return within(Instant.parse(text));
        } catch (DateTimeException e) {
            return FIRST;
        }
    }

    static LocalDateTime local(Instant time) {
        return LocalDateTime.ofInstant(within(time), ZoneId.systemDefault());
    }

    private static Instant within(Instant time) {
        Instant notBefore = time.isBefore(FIRST) ? FIRST : time;
        return notBefore.isAfter(LAST) ? LAST : notBefore;
    }

    /** How long something has been going on. */
    static String age(Duration age) {
        if (age.toDays() > 0) {
            return age.toDays() + " d " + age.toHoursPart() + " h";
        }
        return age.toHours() > 0
                ? age.toHours() + " h " + age.toMinutesPart() + " min"
                : age.toMinutes() > 0 ? age.toMinutes() + " min" : age.toSeconds() + " s";
    }

    /** How long something took. */
    static String seconds(double seconds) {
        if (seconds < 1) {
            double millis = seconds * 1000;
            return String.format(Locale.ROOT, millis < SMALL ? "%.1f ms" : "%.0f ms", millis);
        }
        return String.format(Locale.ROOT, seconds < SMALL ? "%.1f s" : "%.0f s", seconds);
    }

    static String bytes(double bytes) {
        double rest = bytes;
        int unit = 0;
        while (rest >= UNIT && unit < UNITS.length - 1) {
            rest /= UNIT;
            unit++;
        }
        return String.format(Locale.ROOT, unit > 0 && rest < SMALL ? "%.1f %s" : "%.0f %s", rest, UNITS[unit]);
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
