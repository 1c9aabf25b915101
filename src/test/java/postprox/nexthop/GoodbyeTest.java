package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postprox.event.SessionEvents;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.smtp.BodyType;
import postprox.smtp.MemoryBudget;
import postprox.time.Deadline;
import postprox.time.Watchdog;

/** What a client waits for while a next hop is told goodbye. */
final class GoodbyeTest {
    private static final byte[] GREETING = "220 next.hop\r\n".getBytes(StandardCharsets.US_ASCII);

    /** A refusal that comes with the deadline would otherwise come twice as late, when Postfix has given up. */
    @Test
    void aNextHopThatReadsNoMoreHoldsUpARefusalForSecondsOnly() throws Exception {
        DeafWire wire = new DeafWire();
        NextHop nextHop = new NextHop(
                services(wire), new SessionEvents(_ -> {}, "session"), MemoryBudget.UNLIMITED, new NoTransaction());
        nextHop.connect();
        nextHop.abandon();
        assertThat(wire.waited).as("the time for QUIT").isPositive();
        assertThat(wire.waited).isLessThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(wire.closed).isTrue();
    }

    private static NextHopServices services(DeafWire wire) {
        return new NextHopServices(
                (deadline, greeting) -> greeting.await(wire, deadline),
                NextHopTimeouts.withReply(NextHopTimeouts.REPLY),
                wire::nanos,
                new Watchdog(wire::nanos, Runnable::run, e -> {
                    throw new AssertionError(e);
                }));
    }

    private static final class NoTransaction implements ReplayableTransaction {
        @Override
        public boolean isOpen() {
            return false;
        }

        @Override
        public BodyType body() {
            return BodyType.UNSAID;
        }

        @Override
        public Stream<String> lines() {
            return Stream.empty();
        }
    }

    /** Greets, and takes nothing. Time goes by only while somebody waits for it. */
    private static final class DeafWire implements Wire {
        private Duration waited = Duration.ZERO;
        private Duration perOperation = Duration.ZERO;
        private Deadline deadline = Deadline.never(this::nanos);
        private boolean closed;

        long nanos() {
            return waited.toNanos();
        }

        @Override
        public void timeouts(Duration perOperation, Deadline deadline) {
            this.perOperation = perOperation;
            this.deadline = deadline;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            System.arraycopy(GREETING, 0, buffer, offset, GREETING.length);
            return GREETING.length;
        }

        @Override
        public int readNow(byte[] buffer, int offset, int length) {
            return 0;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws WireException {
            waited = waited.plus(deadline.remainingAtMost(perOperation));
            throw new WireException(WireException.Cause.TIMEOUT, "timed out");
        }

        @Override
        public void interrupt() {}

        @Override
        public String peer() {
            return "next hop";
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
