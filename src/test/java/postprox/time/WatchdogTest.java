package postprox.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Without its thread nothing would ever time out. */
class WatchdogTest {
    /** As where memory is short: the check fails, and so does the line in the log about it. */
    @Test
    void goesOnAfterACheckThatFailsAndCannotBeToldOf() throws InterruptedException {
        Watchdog watchdog = Watchdog.start(_ -> {
            throw new OutOfMemoryError("no memory for a line in the log");
        });
        CountDownLatch checks = new CountDownLatch(2);
        Watchdog.Watched failing = _ -> {
            checks.countDown();
            throw new OutOfMemoryError("no memory for a check");
        };
        watchdog.watch(failing);
        assertThat(checks.await(60, TimeUnit.SECONDS)).isTrue();
        watchdog.forget(failing);
    }
}
