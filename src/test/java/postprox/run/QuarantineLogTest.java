package postprox.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import postprox.config.LogTarget;
import postprox.event.Event;
import postprox.log.EventLog;
import postprox.quarantine.Tidied;
import postprox.testkit.TestClock;
import postprox.time.Deadline;

/** Whoever looks after the quarantine is not kept by a log that takes no line. */
class QuarantineLogTest {
    private static final Path DIRECTORY = Path.of("/var/lib/postprox/quarantine");
    private static final Tidied TIDIED = new Tidied(LocalDate.parse("2026-11-29"), 1, 0, 0, Optional.empty());

    private final TestClock clock = new TestClock();

    /** A log that takes no line within the time that a caller has for it. */
    private final class StuckLog implements EventLog {
        private Duration waited = Duration.ZERO;

        @Override
        public void publish(Event event) {
            throw new AssertionError("nobody would know whether this line is written");
        }

        @Override
        public boolean handOver(Event event, Deadline deadline) {
            Duration left = deadline.remaining();
            waited = waited.plus(left);
            clock.advance(left);
            return false;
        }

        @Override
        public void verbosity(int verbosity) {}

        @Override
        public void close() {}
    }

    @Test
    void aStuckLogIsWaitedForOnceHoweverManyLinesThereAre() {
        StuckLog stuck = new StuckLog();
        QuarantineLog log = new QuarantineLog(new LogTarget.StandardError(), stuck, Optional.empty(), clock);
        for (int i = 0; i < 100; i++) {
            log.tidied(DIRECTORY, TIDIED);
        }
        assertThat(stuck.waited).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }
}
