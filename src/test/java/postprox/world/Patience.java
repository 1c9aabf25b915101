package postprox.world;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How long a test waits for what must happen: far longer than it takes on a busy machine, and still not for ever. */
public final class Patience {
    public static final Duration LIMIT = Duration.ofSeconds(40);

    public static final int MILLIS = (int) LIMIT.toMillis();

    private Patience() {}

    /** Looks again and again whether something is so. */
    public static void await(String what, BooleanSupplier isSo) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("in " + LIMIT.toSeconds() + " s it did not come true that " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
