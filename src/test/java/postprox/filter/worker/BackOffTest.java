package postprox.filter.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A worker that cannot start does not take the machine's time. */
class BackOffTest {
    private final AtomicLong now = new AtomicLong();
    private final BackOff backOff = new BackOff(now::get);

    @Test
    void theFirstStartsAtOnce() {
        assertThat(backOff.remaining()).isZero();
    }

    @Test
    void thePausesDoubleUpToAMinute() {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            backOff.ended(Duration.ofMillis(999));
            pauses.add(backOff.remaining().toSeconds());
            now.addAndGet(backOff.remaining().toNanos());
            assertThat(backOff.remaining()).isZero();
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void oneThatHasRunForASecondIsFollowedAtOnce() {
        backOff.ended(Duration.ZERO);
        backOff.ended(Duration.ZERO);
        now.addAndGet(backOff.remaining().toNanos());
        backOff.ended(BackOff.SOON);
        assertThat(backOff.remaining()).isZero();
        backOff.ended(Duration.ZERO);
        assertThat(backOff.remaining()).hasSeconds(1);
    }
}
