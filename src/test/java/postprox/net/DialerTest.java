package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.smtp.Reply;
import postprox.time.Deadline;
import postprox.time.Ticker;
import postprox.time.Watchdog;

/** On a platform thread, as in stdio mode, where the wait is the kernel's and nobody else would end it. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class DialerTest {
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final Reply HELLO = Reply.of(220, "hello");

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final List<SocketAddress> asked = new ArrayList<>();
    private final Map<Integer, SocketAddress> listening = new HashMap<>();
    private final Watchdog watchdog = new Watchdog(now::get, Runnable::run, e -> {});

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void aUnixSocketWhoseQueueIsFullHoldsNobodyUpForLongerThanTheTimeout(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("full");
        fill(listen(UnixDomainSocketAddress.of(path), StandardProtocolFamily.UNIX, 1));
        Dialer dialer = AddressDialer.to(new Endpoint.Unix(path), Watchdog.start(e -> {}));

        assertThatThrownBy(() -> dialer.dial(Deadline.after(Ticker.SYSTEM, SHORT), (_, _) -> HELLO))
                .isInstanceOf(IOException.class)
                .hasMessage("unix:" + path + ": Connect timed out");
    }

    /** Its packets go nowhere, as behind a firewall. */
    @Test
    void anAddressThatDoesNotAnswerIsLeftForTheNextOne() throws IOException {
        SocketAddress silent = fill(listen(1));
        SocketAddress good = listen();

        assertThat(dial(dialer(silent, good), SHORT)).isEqualTo(good);
    }

    @Test
    void anAddressThatConnectsAndDoesNotGreetLeavesTheNextOneItsTime() throws IOException {
        SocketAddress mute = listen();
        SocketAddress good = listen();
        Dialer dialer = dialer(mute, good);
        Deadline whole = Deadline.after(now::get, LONG);

        Reply greeting = dialer.dial(whole, (wire, limit) -> {
            if (asked(wire).equals(mute)) {
                now.addAndGet(limit.remaining().toNanos());
                throw new IOException("no greeting");
            }
            assertThat(limit.isOver()).as("no time for the second address").isFalse();
            return HELLO;
        });

        assertThat(greeting).isEqualTo(HELLO);
        assertThat(asked).containsExactly(mute, good);
    }

    @Test
    void aGreetingThatRefusesIsAnAnswer() throws IOException {
        SocketAddress first = listen();
        Reply busy = Reply.of(421, "busy");

        Reply greeting = dialer(first, listen()).dial(Deadline.after(now::get, LONG), (wire, _) -> {
            asked(wire);
            return busy;
        });

        assertThat(greeting).isEqualTo(busy);
        assertThat(asked).containsExactly(first);
    }

    @Test
    void whereNoAddressWillDoTheReasonOfEachIsSaid() throws Exception {
        SocketAddress closed = listen();
        open.removeLast().close();
        SocketAddress mute = listen();

        assertThatThrownBy(() -> dialer(closed, mute).dial(Deadline.after(now::get, LONG), (wire, _) -> {
                    throw new IOException(wire.peer() + " did not greet");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("mx:25 (127.0.0.2): Connection refused, mx:25 (127.0.0.3) did not greet");
    }

    /** As the administrator writes it, and as all other lines of the log have it. */
    @Test
    void anIpv6AddressIsNamedAsRfc5952WritesIt() throws Exception {
        SocketAddress closed =
                listen(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0), StandardProtocolFamily.INET6, 1);
        open.removeLast().close();

        assertThatThrownBy(() -> dialer(closed, closed).dial(Deadline.after(now::get, LONG), (_, _) -> HELLO))
                .isInstanceOf(IOException.class)
                .hasMessage("mx:25 (::1): Connection refused, mx:25 (::1): Connection refused");
    }

    /** So that not every session waits for it. Then one of them finds out whether it is back. */
    @Test
    void anAddressThatWasTriedInVainComesLastForAWhile() throws IOException {
        SocketAddress mute = listen();
        SocketAddress good = listen();
        Dialer dialer = dialer(mute, good);

        for (int i = 0; i < 3; i++) {
            greetedBy(dialer, good);
        }
        assertThat(asked).containsExactly(mute, good, good, good);

        asked.clear();
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        greetedBy(dialer, good);
        greetedBy(dialer, good);
        assertThat(asked).as("one more attempt").containsExactly(mute, good, good);

        asked.clear();
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        greetedBy(dialer, mute);
        greetedBy(dialer, mute);
        assertThat(asked).as("back in its place").containsExactly(mute, mute);
    }

    /** Dials where one address alone greets. */
    private void greetedBy(Dialer dialer, SocketAddress one) throws IOException {
        Reply _ = dialer.dial(Deadline.after(now::get, LONG), (wire, _) -> {
            if (asked(wire).equals(one)) {
                return HELLO;
            }
            throw new IOException("no greeting");
        });
    }

    /** Where everybody greets who can be reached: who that is. */
    private SocketAddress dial(Dialer dialer, Duration time) throws IOException {
        Reply _ = dialer.dial(Deadline.after(now::get, time), (wire, _) -> {
            asked(wire);
            return HELLO;
        });
        return asked.getLast();
    }

    /** Notes who was asked for its greeting. */
    private SocketAddress asked(Wire wire) {
        SocketAddress address = listening.entrySet().stream()
                .filter(one -> wire.peer().equals("mx:25 (127.0.0." + one.getKey() + ")"))
                .map(Map.Entry::getValue)
                .findAny()
                .orElseThrow();
        asked.add(address);
        return address;
    }

    private Dialer dialer(SocketAddress... addresses) {
        return new AddressDialer("mx:25", () -> addresses, now::get, watchdog);
    }

    /** A server on an address of its own, whose connections the kernel takes. */
    private SocketAddress listen() throws IOException {
        return listen(64);
    }

    private SocketAddress listen(int backlog) throws IOException {
        int number = listening.size() + 2;
        byte[] address = {127, 0, 0, (byte) number};
        SocketAddress place = listen(
                new InetSocketAddress(InetAddress.getByAddress(address), 0), StandardProtocolFamily.INET, backlog);
        listening.put(number, place);
        return place;
    }

    private SocketAddress listen(SocketAddress address, StandardProtocolFamily family, int backlog) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(family);
        open.add(server);
        return server.bind(address, backlog).getLocalAddress();
    }

    /** Fills the queue of a server with a backlog of 1: Linux takes one more than the backlog, and then answers nobody. */
    private SocketAddress fill(SocketAddress server) throws IOException {
        for (int i = 0; i < 2; i++) {
            open.add(SocketChannel.open(server));
        }
        return server;
    }
}
