package postprox.testkit;

import postprox.net.ServiceDialer;
import postprox.time.Watchdog;

/** Watchdogs, and what needs one, that take each mistake of theirs for a failure of the test. */
public final class TestWatchdog {
    private TestWatchdog() {}

    public static Watchdog start() {
        return Watchdog.start(mistake -> {
            throw new AssertionError(mistake);
        });
    }

    public static ServiceDialer dialer() {
        return new ServiceDialer(start());
    }
}
