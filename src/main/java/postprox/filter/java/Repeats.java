package postprox.filter.java;

import java.time.Duration;
import postprox.time.Ticker;

/** Tells a new text from one that is the same as the last one, for a minute. Thread-safe. */
final class Repeats {
    private static final long TIME_NANOS = Duration.ofMinutes(1).toNanos();

    private String last = "";
    private long since;

    synchronized boolean isNew(String text) {
        long now = Ticker.SYSTEM.nanos();
        if (text.equals(last) && now - since < TIME_NANOS) {
            return false;
        }
        last = text;
        since = now;
        return true;
    }
}
