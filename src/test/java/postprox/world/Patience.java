package postprox.world;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import postprox.net.ServiceDialer;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * How long a test waits for what must happen: far longer than it takes on a busy machine, and still not for ever. {@code postprox setup}
 * runs some three hundred processes, and where each takes a tenth of a second to start, that alone is half a minute.
 */
public final class Patience {
    public static final Duration LIMIT = Duration.ofMinutes(3);

    public static final int MILLIS = (int) LIMIT.toMillis();

    private static final long LONGEST_PAUSE_NANOS = 50_000_000;

    private Patience() {}

    /** What a sender does that was put off: it does not come back at once. */
    static void beforeTheNextTry() {
        LockSupport.parkNanos(LONGEST_PAUSE_NANOS);
    }

    /** A question to a service, which fails as long as the service is not there. */
    @FunctionalInterface
    interface Question {
        void ask(ServiceDialer dialer, Deadline deadline) throws IOException;
    }

    /** Asks a daemon that was started until it answers. */
    static void awaitAnswer(String daemon, Process process, Question question) {
        ServiceDialer dialer = TestWatchdog.dialer();
        await(daemon + " answers", () -> {
            if (!process.isAlive()) {
                throw new AssertionError(daemon + " has ended");
            }
            try {
                question.ask(dialer, Deadline.after(Ticker.SYSTEM, LIMIT));
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /** Looks again and again whether something is so, and ever less often: to look may be work for a busy machine. */
    public static void await(String what, BooleanSupplier isSo) {
        long end = System.nanoTime() + LIMIT.toNanos();
        long pause = 1_000_000;
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("in " + LIMIT.toSeconds() + " s it did not come true that " + what);
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }
}
