package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import postprox.testkit.Flood;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;

/** What a wire does where the system fails, and why it says that a wait has ended. */
class ChannelWireTest {
    /** A connection that cannot acknowledge. */
    private static final class Unacknowledging extends Flood {
        @Override
        public void acknowledge() throws IOException {
            throw new IOException("Invalid argument");
        }
    }

    private final Wire wire = ChannelWire.over(new Unacknowledging(), "peer", Optional.empty(), TestWatchdog.running());

    @Test
    void whatHasArrivedIsReadThoughItCannotBeAcknowledged() throws WireException {
        wire.acknowledge();

        assertThat(wire.read(new byte[10], 0, 10)).isEqualTo(10);
    }

    /** Nobody was late: the wait was ended from outside. */
    @Test
    void aWireThatWasInterruptedSaysSoBehindItsDeadlineToo() {
        TestClock clock = new TestClock();
        wire.timeouts(Duration.ofMinutes(1), Deadline.after(clock, Duration.ofMinutes(1)));
        wire.interrupt();
        clock.advance(Duration.ofMinutes(2));

        assertThatThrownBy(wire::giveWay)
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.reason()).isEqualTo(WireException.Cause.INTERRUPTED));
    }
}
