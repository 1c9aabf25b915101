package postprox.log;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A warning that there may be reason for a thousand times a second: a flood makes a line a second, with how often and the last
 * reason. Thread-safe; {@link #look} is for one thread.
 */
public final class Repeated {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final MailLog log;
    private final String what;
    private final AtomicLong times = new AtomicLong();
    private final AtomicReference<String> lastReason = new AtomicReference<>("");

    // Of the thread that looks.
    private OptionalLong lastLine = OptionalLong.empty();

    /**
     * A warning without reason as yet.
     *
     * @param what its words before the count
     */
    public Repeated(MailLog log, String what) {
        this.log = log;
        this.what = what;
    }

    /** It has happened once more. */
    public void happened(String reason) {
        lastReason.set(reason);
        times.incrementAndGet();
    }

    /** Writes the line that is due, if one is. */
    public void look(long now) {
        if (times.get() > 0 && (lastLine.isEmpty() || now - lastLine.getAsLong() >= INTERVAL_NANOS)) {
            lastLine = OptionalLong.of(now);
            log.warning(what + ": " + times.getAndSet(0) + "; " + lastReason.get());
        }
    }
}
