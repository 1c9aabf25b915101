package postprox.run;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import postprox.figures.Count;
import postprox.figures.Way;
import postprox.text.WireText;
import tools.jackson.core.JsonGenerator;

/** How values are written in the answer to {@code status}. */
final class StatusValues {
    private StatusValues() {}

    static String name(Count count) {
        return count.name().toLowerCase(Locale.ROOT);
    }

    /** A text of one byte a character, of limited length; left out if it is empty. */
    static void text(JsonGenerator json, String name, String bytes) {
        if (!bytes.isEmpty()) {
            byte[] shortened = WireText.bytes(WireText.shorten(bytes, Way.TEXT_BYTES));
            json.writeStringProperty(name, new String(shortened, StandardCharsets.UTF_8));
        }
    }

    static void time(JsonGenerator json, String name, Instant time) {
        json.writeStringProperty(name, time.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    static void seconds(JsonGenerator json, String name, Duration time) {
        json.writeNumberProperty(name, Math.round(time.toNanos() / 1e3) / 1e6);
    }
}
