package postprox.filter.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.net.ChannelWire;
import postprox.net.Endpoint;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.testkit.Flood;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Watchdog;

/** A service that sends faster than it is read, so that nothing that reads from it ever waits. */
class FloodTest {
    /** What has arrived needs no wait that could be ended. The deadline holds all the same. */
    @Test
    void whatHasArrivedIsNotReadBehindTheDeadline() throws IOException {
        TestClock clock = new TestClock();
        Deadline deadline = Deadline.after(clock, Duration.ofMinutes(1));
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Wire wire =
                        TestWatchdog.dialer().dial(new Endpoint.Tcp("127.0.0.1", listener.getLocalPort()), deadline);
                Socket service = listener.accept()) {
            service.getOutputStream().write(new byte[100_000]);
            Exchange exchange = new Exchange(wire);
            int _ = exchange.read(new byte[1], 0, 1);
            clock.advance(Duration.ofMinutes(2));

            AtomicInteger bytes = new AtomicInteger();
            assertThatThrownBy(() -> readForEver(exchange, bytes))
                    .isInstanceOf(WireException.class)
                    .hasMessage("timed out");
            // What had been read before the deadline.
            assertThat(bytes.get()).isLessThan(10_000);
        }
    }

    private static void readForEver(Exchange exchange, AtomicInteger bytes) throws WireException {
        byte[] block = new byte[1000];
        for (int count = exchange.read(block, 0, 1000); count > 0; count = exchange.read(block, 0, 1000)) {
            bytes.addAndGet(count);
        }
    }

    /** Virtual threads that never wait keep their carriers, and those that only yield keep out whom others wake. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void othersGoOnMeanwhile() throws InterruptedException {
        Watchdog watchdog = TestWatchdog.running();
        AtomicBoolean isOver = new AtomicBoolean();
        List<Thread> floods = new ArrayList<>();
        for (int i = 0; i < 5 * Runtime.getRuntime().availableProcessors(); i++) {
            floods.add(Thread.startVirtualThread(() ->
                    read(new Exchange(ChannelWire.over(new Flood(), "flood", Optional.empty(), watchdog)), isOver)));
        }

        for (int i = 0; i < 20; i++) {
            Thread.startVirtualThread(() -> {}).join();
        }
        isOver.set(true);

        for (Thread flood : floods) {
            flood.join();
        }
    }

    private static void read(Exchange exchange, AtomicBoolean isOver) {
        try {
            while (!isOver.get()) {
                int _ = exchange.read(new byte[8192], 0, 8192);
            }
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }
}
