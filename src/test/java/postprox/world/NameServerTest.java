package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.net.AddressDialer;
import postprox.net.Endpoint;
import postprox.net.HopState;
import postprox.net.NextHops;
import postprox.smtp.Reply;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** MX and SRV, asked of a real name server. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class NameServerTest {
    private static final Reply HELLO = Reply.of(220, "hello");

    private static AddressDialer dialer(String place, Dnsmasq server) {
        return AddressDialer.to(
                new NextHops(
                        NextHops.parse(place, Endpoint::parseNextHop), NextHops.Order.FIRST, List.of(server.place())),
                TestWatchdog.running());
    }

    private static Deadline limit() {
        return Deadline.after(Ticker.SYSTEM, Duration.ofSeconds(60));
    }

    private static List<String> addresses(AddressDialer dialer) throws IOException {
        List<String> all = new ArrayList<>();
        for (SocketAddress address : dialer.addresses(limit())) {
            all.add(Endpoint.describe((InetSocketAddress) address));
        }
        return all;
    }

    @Test
    void theMailServersOfADomainAreAskedByTheirPreference() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(
                "mx-host=example.test,second.example.test,20",
                "mx-host=example.test,first.example.test,10",
                "mx-host=example.test,third.example.test,300",
                "host-record=first.example.test,127.0.0.2",
                "host-record=second.example.test,127.0.0.3",
                "host-record=third.example.test,127.0.0.4")) {
            assertThat(addresses(dialer("mx:example.test", server)))
                    .containsExactly("127.0.0.2:25", "127.0.0.3:25", "127.0.0.4:25");
            assertThat(addresses(dialer("mx:EXAMPLE.test.:2525, 127.0.0.9:26", server)))
                    .containsExactly("127.0.0.2:2525", "127.0.0.3:2525", "127.0.0.4:2525", "127.0.0.9:26");
        }
    }

    /** RFC 5321 section 5.1: the sender must spread its load among equals. */
    @Test
    void mailServersOfOnePreferenceShareTheMail() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(
                "mx-host=example.test,a.example.test,10",
                "mx-host=example.test,b.example.test,10",
                "host-record=a.example.test,127.0.0.2",
                "host-record=b.example.test,127.0.0.3")) {
            AddressDialer dialer = dialer("mx:example.test", server);
            Set<String> first = new HashSet<>();
            Patience.await("each of them is the first", () -> {
                first.add(firstOf(dialer));
                return first.size() == 2;
            });
        }
    }

    private static String firstOf(AddressDialer dialer) {
        try {
            return addresses(dialer).getFirst();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** RFC 5321 section 5.1. */
    @Test
    void aDomainWithoutMxIsItsOwnMailServer() throws IOException {
        try (Dnsmasq server = Dnsmasq.start("host-record=alone.test,127.0.0.5")) {
            assertThat(addresses(dialer("mx:alone.test", server))).containsExactly("127.0.0.5:25");
        }
    }

    @Test
    void whereDnsSaysThatThereIsNoServerTheReasonIsSaid() {
        try (Dnsmasq server = Dnsmasq.start(
                // The preference 0 and the root: RFC 7505.
                "dns-rr=null.test,15,000000", "mx-host=lost.test,nowhere.test,10", "srv-host=_smtp._tcp.none.test")) {
            assertThatThrownBy(() -> addresses(dialer("mx:null.test", server)))
                    .hasMessage("mx:null.test: its null MX says that it takes no mail (RFC 7505)");
            assertThatThrownBy(() -> addresses(dialer("mx:missing.test", server)))
                    .hasMessage("mx:missing.test: DNS knows no such name");
            assertThatThrownBy(() -> addresses(dialer("mx:lost.test", server)))
                    .hasMessage("mx:lost.test: DNS knows no address of nowhere.test");
            assertThatThrownBy(() -> addresses(dialer("srv:_smtp._tcp.none.test", server)))
                    .hasMessage("srv:_smtp._tcp.none.test: its SRV record says that there is no such service");
            assertThatThrownBy(() -> addresses(dialer("srv:_lmtp._tcp.null.test", server)))
                    .hasMessage("srv:_lmtp._tcp.null.test: DNS knows no such name");
        }
    }

    @Test
    void theServersOfAServiceHaveTheirPortsAndPriorities() throws IOException {
        try (Dnsmasq server = Dnsmasq.start(
                "srv-host=_smtp._tcp.example.test,b.example.test,2602,20,5",
                "srv-host=_smtp._tcp.example.test,a.example.test,2601,10,5",
                "host-record=a.example.test,127.0.0.2",
                "host-record=b.example.test,127.0.0.3")) {
            assertThat(addresses(dialer("srv:_smtp._tcp.example.test", server)))
                    .containsExactly("127.0.0.2:2601", "127.0.0.3:2602");
        }
    }

    /** 60 servers: their records do not fit into the 512 octets of a datagram (RFC 1035 section 4.2.1). */
    @Test
    void anAnswerThatDoesNotFitIntoADatagramIsReadWhole() throws IOException {
        List<String> records = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            records.add("mx-host=example.test,mail-server-number-" + i + ".example.test," + i);
            records.add("host-record=mail-server-number-" + i + ".example.test,127.0.1." + i);
        }
        try (Dnsmasq server = Dnsmasq.start(records.toArray(String[]::new))) {
            assertThat(addresses(dialer("mx:example.test", server)))
                    .as("the best of them")
                    .hasSize(NextHops.MOST)
                    .startsWith("127.0.1.1:25", "127.0.1.2:25")
                    .doesNotContain("127.0.1.17:25");
        }
    }

    @Test
    void aSilentNameServerHoldsNoSessionUpForLong() {
        try (Dnsmasq server = Dnsmasq.start()) {
            server.stop();
            assertThatThrownBy(() -> addresses(dialer("mx:example.test", server)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("mx:example.test: the name server 127.0.0.1:");
        }
    }

    @Test
    void aServerThatIsDownIsPassedOverAndNamedByItsHost() throws IOException {
        try (ServerSocket there = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.3"));
                Dnsmasq server = Dnsmasq.start(
                        "mx-host=example.test,first.example.test,10",
                        "mx-host=example.test,second.example.test,20",
                        "host-record=first.example.test,127.0.0.2",
                        "host-record=second.example.test,127.0.0.3")) {
            AddressDialer dialer = dialer("mx:example.test:" + there.getLocalPort(), server);
            List<String> peers = new ArrayList<>();
            assertThat(dialer.dial(limit(), (wire, _) -> {
                        peers.add(wire.peer());
                        return HELLO;
                    }))
                    .isEqualTo(HELLO);
            assertThat(peers).containsExactly("second.example.test:" + there.getLocalPort() + " (127.0.0.3)");
            assertThat(dialer.states())
                    .extracting(HopState::place, HopState::isUp)
                    .containsExactly(
                            tuple("first.example.test:" + there.getLocalPort() + " (127.0.0.2)", false),
                            tuple(peers.getFirst(), true));

            server.stop();
            assertThat(addresses(dialer))
                    .as("no name server is asked again so soon")
                    .hasSize(2);
        }
    }
}
