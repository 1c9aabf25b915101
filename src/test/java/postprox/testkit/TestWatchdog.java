package postprox.testkit;

import postprox.net.ServiceDialer;
import postprox.time.Watchdog;

/**
 * The watchdog of all tests that run in this process. Its thread wakes ten times a second until the process ends, and the threads of
 * some hundred would be a load of their own. It goes on after a mistake, which it prints.
 */
public final class TestWatchdog {
    private static final Watchdog OF_THIS_JVM = Watchdog.start(Throwable::printStackTrace);

    private TestWatchdog() {}

    public static Watchdog running() {
        return OF_THIS_JVM;
    }

    public static ServiceDialer dialer() {
        return new ServiceDialer(OF_THIS_JVM);
    }
}
