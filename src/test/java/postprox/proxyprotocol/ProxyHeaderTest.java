package postprox.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postprox.testkit.BalancerHeader.ADDRESSES;
import static postprox.testkit.BalancerHeader.LOCAL;
import static postprox.testkit.BalancerHeader.PROXY;
import static postprox.testkit.BalancerHeader.TCP4;
import static postprox.testkit.BalancerHeader.TCP6;
import static postprox.testkit.BalancerHeader.UDP4;
import static postprox.testkit.BalancerHeader.UNIX;
import static postprox.testkit.BalancerHeader.UNSPEC;
import static postprox.testkit.BalancerHeader.field;
import static postprox.testkit.BalancerHeader.v1;
import static postprox.testkit.BalancerHeader.v2;
import static postprox.testkit.BalancerHeader.withChecksum;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the specification of the PROXY protocol says of a header, case by case. */
class ProxyHeaderTest {
    private static final String CLIENT = "203.0.113.7";

    @Test
    void versionOneTellsTheClientsAddressAndPort() throws Exception {
        assertThat(read(v1(CLIENT, 40_000))).isEqualTo(client(CLIENT, 40_000));
        assertThat(read(v1("2001:db8::7", 0))).isEqualTo(client("2001:db8::7", 0));
        assertThat(read("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n"))
                .isEqualTo(client("255.255.255.255", 65_535));
        String longest = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
        assertThat(read("PROXY TCP6 " + longest + " " + longest + " 65535 65535\r\n"))
                .isEqualTo(client(longest, 65_535));
    }

    /** HAProxy writes so if it listens on a socket of both families. */
    @Test
    void aClientOfIpv4IsOneWhateverTheFamilyOfTheHeader() throws Exception {
        assertThat(read("PROXY TCP6 ::ffff:203.0.113.7 ::ffff:192.0.2.25 40000 25\r\n"))
                .isEqualTo(client(CLIENT, 40_000));
        String mapped = "\0".repeat(10) + "\u00ff\u00ff" + ADDRESSES.substring(0, 4);
        assertThat(read(v2(PROXY, TCP6, mapped + mapped + ADDRESSES.substring(8))))
                .isEqualTo(client(CLIENT, 40_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
                "PROXY UNKNOWN anything  at \t all\r\n"
            })
    void whatIsUnknownIsSkipped(String header) throws Exception {
        assertThat(read(header)).isEqualTo(new ProxyHeader(Optional.empty(), false, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 203.0.113.7 192.0.2.25 40000\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.25 40000 25 \r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.25 40000 25 1\r\n",
                "PROXY TCP4  203.0.113.7 192.0.2.25 40000 25\r\n",
                "PROXY\tTCP4 203.0.113.7 192.0.2.25 40000 25\r\n",
                "proxy TCP4 203.0.113.7 192.0.2.25 40000 25\r\n",
                "PROXY tcp4 203.0.113.7 192.0.2.25 40000 25\r\n",
                "PROXY TCP5 203.0.113.7 192.0.2.25 40000 25\r\n",
                "PROXY UNKNOWNX 203.0.113.7 192.0.2.25 40000 25\r\n",
                "PROXY TCP4 203.0.113.07 192.0.2.25 40000 25\r\n",
                "PROXY TCP4 203.0.113 192.0.2.25 40000 25\r\n",
                "PROXY TCP4 203.0.113.256 192.0.2.25 40000 25\r\n",
                "PROXY TCP4 3405803783 192.0.2.25 40000 25\r\n",
                "PROXY TCP4 mx.example.org 192.0.2.25 40000 25\r\n",
                "PROXY TCP4 203.0.113.7 ::1 40000 25\r\n",
                "PROXY TCP6 203.0.113.7 192.0.2.25 40000 25\r\n",
                "PROXY TCP6 2001:db8::7%eth0 2001:db8::25 40000 25\r\n",
                "PROXY TCP6 [2001:db8::7] 2001:db8::25 40000 25\r\n",
                "PROXY TCP6 2001:db8::00007 2001:db8::25 40000 25\r\n",
                "PROXY TCP6 2001:db8:7 2001:db8::25 40000 25\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.25 040000 25\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.25 65536 25\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.25 -1 25\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.25 +1 25\r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.25 40000 \r\n",
                "PROXY TCP4 203.0.113.7 192.0.2.25 40000 25\n",
                "PROXY TCP4 203.0.113.7 192.0.2.25 40000 25\rE",
                "PROXY UNKNOWN with a \n in it\r\n",
                "PROXY UNKNOWN with a \r in it\r\n",
                "PROXY UNKNOWN\nEHLO client.example\r\n",
            })
    void aLineThatIsNotExactlyTheFormIsWrong(String header) {
        assertWrong(header);
    }

    @Test
    void aLineOf107BytesIsTakenAndNoLongerOne() throws Exception {
        String longest = "PROXY UNKNOWN " + "x".repeat(91) + "\r\n";
        assertThat(longest).hasSize(107);
        assertThat(read(longest).source()).isEmpty();
        assertWrong("PROXY UNKNOWN " + "x".repeat(92) + "\r\n");
        assertWrong("PROXY UNKNOWN " + "x".repeat(100_000));
    }

    @Test
    void versionTwoTellsTheClientsAddressAndPort() throws Exception {
        assertThat(read(v2(PROXY, TCP4, ADDRESSES))).isEqualTo(client(CLIENT, 40_000));
        String six = " \1\r\u00b8" + "\0".repeat(11) + "\7";
        assertThat(read(v2(PROXY, TCP6, six + six + "\0\u0019\0\u0019"))).isEqualTo(client("2001:db8::7", 25));
    }

    @Test
    void aLocalConnectionHasNoClientWhateverIsInItsHeader() throws Exception {
        ProxyHeader local = new ProxyHeader(Optional.empty(), true, "");
        assertThat(read(v2(LOCAL, UNSPEC, ""))).isEqualTo(local);
        assertThat(read(v2(LOCAL, TCP4, ADDRESSES))).isEqualTo(local);
        assertThat(read(v2(LOCAL, 0xFF, "anything, and no field"))).isEqualTo(local);
    }

    @Test
    void aFamilyThatNeedNotBeKnownIsSkippedByItsLength() throws Exception {
        ProxyHeader untold = new ProxyHeader(Optional.empty(), false, "");
        assertThat(read(v2(PROXY, UNSPEC, ""))).isEqualTo(untold);
        assertThat(read(v2(PROXY, UNSPEC, "anything"))).isEqualTo(untold);
        assertThat(read(v2(PROXY, UNIX, "\0".repeat(216)))).isEqualTo(untold);
        assertThat(read(v2(PROXY, UDP4, ADDRESSES))).isEqualTo(untold);
    }

    @Test
    void anUnknownVersionCommandFamilyOrProtocolIsWrong() {
        for (int command : List.of(0x01, 0x11, 0x22, 0x2F, 0x31)) {
            assertWrong(v2(command, TCP4, ADDRESSES));
        }
        for (int family : List.of(0x13, 0x1F, 0x41, 0xF1)) {
            assertWrong(v2(PROXY, family, ADDRESSES));
        }
    }

    @Test
    void aHeaderTooShortForItsAddressesIsWrong() {
        assertWrong(v2(PROXY, TCP4, ""));
        assertWrong(v2(PROXY, TCP4, ADDRESSES.substring(1)));
        assertWrong(v2(PROXY, TCP6, ADDRESSES));
    }

    @Test
    void aHeaderOf536BytesIsTakenAndNoLongerOne() throws Exception {
        String padding = field(4, "x".repeat(536 - 16 - 12 - 3));
        assertThat(read(v2(PROXY, TCP4, ADDRESSES + padding))).isEqualTo(client(CLIENT, 40_000));
        assertWrong(v2(PROXY, TCP4, ADDRESSES + padding + "x"));
        assertWrong(v2(LOCAL, UNSPEC, "x".repeat(521)));
        // It is refused by its length, without waiting for what the length announces.
        CountedBytes cut = new CountedBytes(v2(PROXY, TCP4, 0xFFFF, ADDRESSES), List.of());
        assertThatThrownBy(() -> ProxyHeaderReader.read(cut)).hasMessageContaining("more than 536");
        assertThat(cut.taken()).isEqualTo(16);
    }

    @Test
    void fieldsThatAreNotKnownAreSkipped() throws Exception {
        String fields = field(1, "smtp")
                + field(4, "")
                + field(0x20, "\1\0\0\0\0")
                + field(0xE0, "own")
                + field(0x30, "blue")
                + field(0xFF, "");
        assertThat(read(v2(PROXY, TCP4, ADDRESSES + fields))).isEqualTo(client(CLIENT, 40_000));
    }

    @Test
    void aFieldThatDoesNotEndWithinTheHeaderIsWrong() {
        assertWrong(v2(PROXY, TCP4, ADDRESSES + "\4"));
        assertWrong(v2(PROXY, TCP4, ADDRESSES + "\4\0"));
        assertWrong(v2(PROXY, TCP4, ADDRESSES + "\4\0\1"));
        assertWrong(v2(PROXY, TCP4, ADDRESSES + field(4, "x") + "\5\u00ff\u00ff"));
    }

    @Test
    void aChecksumIsCheckedIfItIsThere() throws Exception {
        String header = v2(PROXY, TCP4, ADDRESSES + field(5, "id"));
        assertThat(read(withChecksum(header)).source()).isPresent();
        StringBuilder damaged = new StringBuilder(withChecksum(header));
        damaged.setCharAt(17, '\u0001');
        assertWrong(damaged.toString());
        assertWrong(v2(PROXY, TCP4, ADDRESSES + field(3, "")));
        assertWrong(v2(PROXY, TCP4, ADDRESSES + field(3, "\0\0\0\0\0")));
    }

    @Test
    void theUniqueIdIsToldIfItIsThere() throws Exception {
        assertThat(read(v2(PROXY, TCP4, ADDRESSES + field(5, "a\0\u00ff"))).uniqueId())
                .isEqualTo("a\0\u00ff");
        assertThat(read(v2(PROXY, TCP4, ADDRESSES + field(5, "x".repeat(128)))).uniqueId())
                .hasSize(128);
        assertWrong(v2(PROXY, TCP4, ADDRESSES + field(5, "x".repeat(129))));
    }

    /** The command of a client that knows no header, and a header that is cut off. */
    @Test
    void whatIsNoHeaderIsFoundAtItsFirstWrongByte() {
        CountedBytes client = new CountedBytes("EHLO client.example\r\n", List.of(1));
        assertThatThrownBy(() -> ProxyHeaderReader.read(client)).hasMessage("no PROXY header came first");
        assertThat(client.taken()).isEqualTo(1);
        assertWrong("\r\n\r\n\0\r\nQUIT\r\n" + "\0".repeat(99));
        assertWrong("PROXY");
        assertWrong("PROXY TCP4 203.0.113.7");
        assertWrong(v2(PROXY, TCP4, ADDRESSES).substring(0, 27));
        assertWrong(v2(PROXY, TCP4, ADDRESSES).substring(0, 15));
    }

    @Test
    void aConnectionThatClosesWithoutAByteIsNoMistake() throws Exception {
        assertThat(ProxyHeaderReader.read(new CountedBytes("", List.of()))).isEmpty();
    }

    private static ProxyHeader client(String address, int port) {
        return new ProxyHeader(Optional.of(new InetSocketAddress(InetAddress.ofLiteral(address), port)), false, "");
    }

    /** Reads a header in front of a dialogue, of which nothing may be taken. */
    private static ProxyHeader read(String header) throws IOException, WrongHeaderException {
        CountedBytes in = new CountedBytes(header + "EHLO client.example\r\n", List.of());
        ProxyHeader read = ProxyHeaderReader.read(in).orElseThrow();
        assertThat(in.taken()).as("bytes taken").isEqualTo(header.length());
        return read;
    }

    private static void assertWrong(String header) {
        assertThatThrownBy(() -> ProxyHeaderReader.read(new CountedBytes(header, List.of())))
                .as(header)
                .isInstanceOf(WrongHeaderException.class);
    }
}
