package postprox.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Without its thread nothing would ever time out. */
class WatchdogTest {
    /** As where memory is short: the look fails, and so does the line in the log about it. */
    @Test
    void goesOnBehindALookThatFailsAndCannotBeToldOf() throws InterruptedException {
        Watchdog watchdog = Watchdog.start(_ -> {
            throw new OutOfMemoryError("no memory for a line in the log");
        });
        CountDownLatch looks = new CountDownLatch(2);
        Watchdog.Watched failing = _ -> {
            looks.countDown();
            throw new OutOfMemoryError("no memory for a look");
        };
        watchdog.watch(failing);
        assertThat(looks.await(60, TimeUnit.SECONDS)).isTrue();
        watchdog.forget(failing);
    }
}
