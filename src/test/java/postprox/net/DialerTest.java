package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
    private static final Reply BUSY = Reply.of(421, "busy");
    private static final Reply NOT_YOU = Reply.of(554, "not you");

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final List<SocketAddress> asked = new ArrayList<>();
    private int dismissed;
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

    /** Another server may take the mail, and the client need not come again. */
    @Test
    void aGreetingThatRefusesMovesOnToTheNextServer() throws IOException {
        SocketAddress busy = listen();
        SocketAddress closedForUs = listen();
        SocketAddress good = listen();

        assertThat(dial(dialer(busy, closedForUs, good), Map.of(busy, BUSY, closedForUs, NOT_YOU)))
                .isEqualTo(HELLO);
        assertThat(asked).containsExactly(busy, closedForUs, good);
        assertThat(dismissed).as("connections that are ended").isEqualTo(2);
    }

    @Test
    void theRefusalOfASingleServerIsTheAnswer() throws IOException {
        for (Reply refusal : List.of(BUSY, NOT_YOU)) {
            SocketAddress only = listen();
            assertThat(dial(dialer(only), Map.of(only, refusal))).isEqualTo(refusal);
        }
        assertThat(dismissed).isZero();
    }

    @Test
    void whereAllRefuseTheLastRefusalIsTheAnswer() throws IOException {
        SocketAddress one = listen();
        SocketAddress two = listen();

        assertThat(dial(dialer(one, two), Map.of(one, NOT_YOU, two, BUSY))).isEqualTo(BUSY);
        assertThat(dial(dialer(one, two), Map.of(one, NOT_YOU, two, NOT_YOU))).isEqualTo(NOT_YOU);
    }

    /** A client that hears 5xx gives its mail back to the sender. */
    @Test
    void aRefusalForGoodIsNoAnswerWhereAnotherServerMayComeBack() throws Exception {
        SocketAddress busy = listen();
        SocketAddress second = listen();
        SocketAddress gone = listen();
        open.removeLast().close();

        assertThatThrownBy(() -> dial(dialer(busy, second), Map.of(busy, BUSY, second, NOT_YOU)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "mx:25 (127.0.0.2): it greets with: 421 busy, mx:25 (127.0.0.3): it greets with: 554 not you");
        assertThatThrownBy(() -> dial(dialer(gone, second), Map.of(second, NOT_YOU)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("mx:25 (127.0.0.4): Connection refused, mx:25 (127.0.0.3): it greets");
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

        assertThatThrownBy(() -> dialer(closed).dial(Deadline.after(now::get, LONG), (_, _) -> HELLO))
                .isInstanceOf(IOException.class)
                .hasMessage("mx:25 (::1): Connection refused");
    }

    /** So that not every session waits for it. No session finds out whether it is back: it would have to wait. */
    @Test
    void aServerThatIsDownComesLastUntilAProbeHasFoundItUp() throws Exception {
        SocketAddress mute = listen();
        SocketAddress good = listen();
        AddressDialer dialer = dialer(mute, good);

        for (int i = 0; i < 3; i++) {
            greetedBy(dialer, good);
        }
        assertThat(asked).containsExactly(mute, good, good, good);
        assertThat(dialer.probes()).as("too soon").isEmpty();

        now.addAndGet(Duration.ofSeconds(10).toNanos());
        List<Runnable> probes = dialer.probes();
        assertThat(probes).hasSize(1);
        assertThat(dialer.probes()).as("one at a time").isEmpty();
        open.getFirst().close();
        probes.getFirst().run();
        asked.clear();
        greetedBy(dialer, good);
        assertThat(asked).as("not back yet").containsExactly(good);

        try (ServerSocketChannel back = ServerSocketChannel.open().bind(mute)) {
            Thread greeter = Thread.ofVirtual().start(() -> greetOnce(back));
            now.addAndGet(Duration.ofSeconds(10).toNanos());
            dialer.probes().forEach(Runnable::run);
            greeter.join();
            asked.clear();
            greetedBy(dialer, mute);
            assertThat(asked).as("back in its place").containsExactly(mute);
        }
    }

    /** Greets as a server does, and wants QUIT. */
    private static void greetOnce(ServerSocketChannel server) {
        try (SocketChannel channel = server.accept()) {
            channel.write(ByteBuffer.wrap("220 back\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer said = ByteBuffer.allocate(6);
            while (said.hasRemaining() && channel.read(said) >= 0) {
                // More may come.
            }
            assertThat(said.array()).isEqualTo("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whereAllAreDownTheFirstIsStillTriedFirst() throws IOException {
        SocketAddress one = listen();
        SocketAddress two = listen();
        AddressDialer dialer = dialer(one, two);
        assertThatThrownBy(() -> greetedBy(dialer, listen())).isInstanceOf(IOException.class);

        asked.clear();
        greetedBy(dialer, one);

        assertThat(asked).containsExactly(one);
    }

    @Test
    void serversThatWorkTakeTurns() throws IOException {
        SocketAddress one = listen();
        SocketAddress two = listen();
        SocketAddress three = listen();
        AddressDialer dialer = dialer(NextHops.Order.ROUND_ROBIN, one, two, three);

        for (int i = 0; i < 6; i++) {
            assertThat(dial(dialer, Map.of())).isEqualTo(HELLO);
        }
        assertThat(asked).containsExactly(one, two, three, one, two, three);

        asked.clear();
        assertThat(dial(dialer, Map.of(one, BUSY))).isEqualTo(HELLO);
        assertThat(asked).containsExactly(one, two);
        asked.clear();
        for (int i = 0; i < 4; i++) {
            assertThat(dial(dialer, Map.of())).isEqualTo(HELLO);
        }
        assertThat(asked).as("each of those that work gets the same").containsOnly(two, three);
        assertThat(asked.stream().filter(two::equals)).hasSize(2);
    }

    /** What status and metrics tell. */
    @Test
    void eachServerHasItsState() throws IOException {
        SocketAddress busy = listen();
        SocketAddress good = listen();
        AddressDialer dialer = dialer(busy, good);
        assertThat(dialer.states()).allSatisfy(state -> {
            assertThat(state.isUp()).isTrue();
            assertThat(state.latest()).isEmpty();
        });

        assertThat(dial(dialer, Map.of(busy, BUSY))).isEqualTo(HELLO);
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(dial(dialer, Map.of(busy, BUSY))).isEqualTo(HELLO);

        HopState down = dialer.states().getFirst();
        HopState up = dialer.states().getLast();
        assertThat(down.place()).isEqualTo("mx:25 (127.0.0.2)");
        assertThat(down.isUp()).isFalse();
        assertThat(down.since()).isEqualTo(Duration.ofSeconds(3));
        assertThat(down.connects()).isEqualTo(1);
        assertThat(down.failures()).isEqualTo(1);
        assertThat(down.latest().orElseThrow().failure()).isEqualTo("it greets with: 421 busy");
        assertThat(up.isUp()).isTrue();
        assertThat(up.connects()).isEqualTo(2);
        assertThat(up.failures()).isZero();
        assertThat(up.latest().orElseThrow().isGreeted()).isTrue();
        assertThat(dialer.latest().orElseThrow().isGreeted()).as("mail flows").isTrue();
    }

    /** A reload must not have sessions wait again for each server that is down. */
    @Test
    void aChangedListKeepsWhatIsKnownOfServersThatStay() throws IOException {
        Endpoint stays = endpoint(listen());
        Endpoint goes = endpoint(listen());
        Endpoint comes = endpoint(listen());
        AddressDialer before = AddressDialer.to(hops(stays, goes), watchdog);
        assertThatThrownBy(() -> greetedBy(before, listen())).isInstanceOf(IOException.class);

        AddressDialer after = before.changedTo(hops(stays, comes));
        AddressDialer alone = before.changedTo(hops(stays));

        assertThat(after.states()).extracting(HopState::place).containsExactly(stays.toString(), comes.toString());
        assertThat(after.states()).extracting(HopState::isUp).containsExactly(false, true);
        assertThat(alone.states()).extracting(HopState::isUp).containsExactly(false);
        assertThat(alone.changedTo(hops(comes, stays)).states())
                .extracting(HopState::isUp)
                .containsExactly(true, false);
    }

    private static NextHops hops(Endpoint... places) {
        return new NextHops(List.of(places), NextHops.Order.FIRST, List.of());
    }

    private static Endpoint endpoint(SocketAddress address) {
        return Endpoint.parseNextHop(Endpoint.describe((InetSocketAddress) address));
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

    /** Dials where everybody greets as told, or positively. */
    private Reply dial(Dialer dialer, Map<SocketAddress, Reply> greetings) throws IOException {
        return dialer.dial(Deadline.after(now::get, LONG), new Dialer.Greeting() {
            @Override
            public Reply await(Wire wire, Deadline limit) {
                return greetings.getOrDefault(asked(wire), HELLO);
            }

            @Override
            public void dismiss() {
                dismissed++;
            }
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
                .filter(one -> wire.peer().contains("127.0.0." + one.getKey()))
                .map(Map.Entry::getValue)
                .findAny()
                .orElseThrow();
        asked.add(address);
        return address;
    }

    private AddressDialer dialer(SocketAddress... addresses) {
        return dialer(NextHops.Order.FIRST, addresses);
    }

    private AddressDialer dialer(NextHops.Order order, SocketAddress... addresses) {
        List<Host.Address> all = new ArrayList<>();
        for (SocketAddress address : addresses) {
            all.add(new Host.Address(
                    "mx:25 (" + Endpoint.numbers(((InetSocketAddress) address).getAddress()) + ")", address));
        }
        Source source = new Fixed(new Endpoint.Tcp("mx", 25), List.of(new Host(0, 0, all)));
        return new AddressDialer(
                new SeveralServers(List.of(source), order, List.of(), now::get, new Random(1)), now::get, watchdog);
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
