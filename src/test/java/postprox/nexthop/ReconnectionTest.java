package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postprox.event.SessionEvents;
import postprox.net.Wire;
import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.MemoryBudget;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** Another connection to a next hop that was lost. */
class ReconnectionTest {
    private final List<GreetingWire> wires = new ArrayList<>();

    /** The session closes the connection that it has, and cannot close one that it was never given. */
    @Test
    void aConnectionIsClosedEvenIfMemoryRunsOutWhileItHearsTheEnvelope() throws IOException {
        NextHop nextHop = new NextHop(
                services(), new SessionEvents(_ -> {}, "session"), MemoryBudget.UNLIMITED, new EndlessTransaction());
        nextHop.connect();
        nextHop.lose(new NextHopLost(NextHopLost.Why.CLOSED, "the connection was closed"));
        assertThatThrownBy(() -> nextHop.forward(Command.parse("NOOP"))).isInstanceOf(OutOfMemoryError.class);
        assertThat(wires).hasSize(2).allMatch(wire -> wire.closed);
    }

    private NextHopServices services() {
        return new NextHopServices(
                (deadline, greeting) -> {
                    wires.add(new GreetingWire());
                    return greeting.await(wires.getLast(), deadline);
                },
                NextHopTimeouts.withReply(NextHopTimeouts.REPLY),
                Ticker.SYSTEM,
                new Watchdog(Ticker.SYSTEM, Runnable::run, e -> {
                    throw new AssertionError(e);
                }));
    }

    /** No heap is large enough for its lines. */
    private static final class EndlessTransaction implements ReplayableTransaction {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public BodyType body() {
            return BodyType.UNSAID;
        }

        @Override
        public Stream<String> lines() {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    /** Greets, and has no more to say. */
    private static final class GreetingWire implements Wire {
        private static final byte[] GREETING = "220 next.hop\r\n".getBytes(StandardCharsets.US_ASCII);

        private boolean closed;

        @Override
        public void timeouts(Duration perOperation, Deadline deadline) {}

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
        public void write(byte[] buffer, int offset, int length) {}

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
