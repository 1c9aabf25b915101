package postprox.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.quarantine.Usage.Count;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** The count of a large directory takes its time, and holds no message longer than that has. */
class UsageTest {
    private static final Deadline NEVER = Deadline.never(Ticker.SYSTEM);
    private static final QuarantineRules RULES =
            new QuarantineRules(Path.of("/none"), 1000, 10, 30, QuarantineReply.ACCEPT);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicInteger counts = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();

    @Test
    @Timeout(60)
    void whoFindsTheDirectoryBeingCountedWaitsNoLongerThanItsDeadline() throws Exception {
        Usage usage = new Usage(RULES, Ticker.SYSTEM, this::countSlowly);
        Thread first = Thread.ofVirtual().start(() -> take(usage));
        begun.await();
        assertThatThrownBy(() -> usage.take(1, Deadline.after(Ticker.SYSTEM, Duration.ofMillis(20))))
                .isInstanceOf(QuarantineException.class)
                .hasMessageContaining("still being counted");
        // Whoever gives room back is not held up either.
        usage.add(-1, -1);
        Thread second = Thread.ofVirtual().start(() -> take(usage));
        mayEnd.countDown();
        first.join();
        second.join();
        assertThat(taken).hasValue(2);
        assertThat(counts).hasValue(1);
    }

    private void take(Usage usage) {
        try {
            usage.take(1, NEVER);
            taken.incrementAndGet();
        } catch (QuarantineException e) {
            throw new AssertionError(e);
        }
    }

    private Count countSlowly() {
        counts.incrementAndGet();
        begun.countDown();
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return Count.NOTHING;
    }
}
