package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.BalancerHeader;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** Connections of a balancer: a header is demanded, and nobody hears anything before it is whole. */
@Execution(CONCURRENT)
class ProxyProtocolTest {
    private static final String HERE = "127.0.0.0/8";
    private static final String STRANGER = BalancerHeader.v1("203.0.113.7", 40_000);
    private static final String LOCAL = BalancerHeader.v2(BalancerHeader.LOCAL, BalancerHeader.UNSPEC, "");

    @TempDir
    private Path spool;

    @Test
    void theDialogueBeginsBehindTheHeader() throws IOException {
        String binary = BalancerHeader.v2(BalancerHeader.PROXY, BalancerHeader.TCP4, BalancerHeader.ADDRESSES);
        String unknown = BalancerHeader.v2(BalancerHeader.PROXY, BalancerHeader.UNIX, "\0".repeat(216));
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            for (String header : List.of(STRANGER, binary, unknown, LOCAL, "PROXY UNKNOWN\r\n")) {
                SmtpClient client = proxy.connect();
                assertThat(client.send(header + "HELO a\r\nQUIT\r\n").rest())
                        .isEqualTo("220 next.hop ESMTP\r\n250 next.hop\r\n221 2.0.0 Bye\r\n");
                SmtpClient slow = proxy.connect();
                assertThat(slow.sendByteByByte(header).greet().quit()).isEqualTo("221 2.0.0 Bye\r\n");
            }
        }
    }

    @Test
    void withoutAWholeHeaderNobodyHearsAnything() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            for (String start : List.of(
                    STRANGER.substring(0, STRANGER.length() - 1),
                    LOCAL.substring(0, 15),
                    "",
                    "PROXY TCP4 203.0.113.7 192.0.2.25 40000 25\nEHLO a\r\n",
                    BalancerHeader.v2(BalancerHeader.PROXY, BalancerHeader.TCP4, 0xFFFF, "EHLO a\r\n"))) {
                SmtpClient client = proxy.connect();
                client.send(start).halfClose();
                assertThat(client.rest()).as(start).isEmpty();
            }
            assertThat(hop.connectionCount()).isZero();
            proxy.log().await("warning: connections refused: ");
        }
    }

    /** What a server without this protocol would take for a command stands in the signature. */
    @ParameterizedTest
    @ValueSource(strings = {"EHLO client.example\r\n", "QUIT\r\n", "\r\nQUIT\r\n", "\r\n\r\n\0\r\nQUIT\r\n\0\0\0"})
    void aClientThatSendsCommandsInsteadIsCutOffWithoutAWord(String commands) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            assertThat(proxy.connect().send(commands).rest()).isEmpty();
            proxy.log().await("warning: connections refused: 1; 127.0.0.1:");
            assertThat(hop.connectionCount()).isZero();
        }
    }

    @Test
    void whoIsNotABalancerIsRefusedWhateverItSends() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .proxyProtocol("192.0.2.0/24,::1,unix")
                        .start()) {
            assertThat(restOrReset(proxy.connect().send(STRANGER))).isEmpty();
            proxy.log().await(" is not in --proxy-protocol");
            assertThat(hop.connectionCount()).isZero();
        }
    }

    /** A connection that is closed while there are bytes that nobody has read is reset. */
    private static String restOrReset(SmtpClient client) {
        try {
            return client.rest();
        } catch (IOException e) {
            return "";
        }
    }

    /** Nor is it looked for: a header is then a command like any other, and the next hop answers it. */
    @Test
    void withoutTheOptionAHeaderIsNoHeader() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start()) {
            SmtpClient client = proxy.connect().send(STRANGER);
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.reply()).startsWith("502 ");
            assertThat(client.quit()).startsWith("221 ");
            assertThat(proxy.log().lines()).noneMatch(line -> line.contains("client=203.0.113.7"));
        }
    }

    @Test
    void whoSaysNothingIsCutOffAfterSomeSeconds() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            SmtpClient silent = proxy.connect();
            SmtpClient slow = proxy.connect().send("PROXY UNKNOWN ");
            assertThat(silent.rest()).isEmpty();
            assertThat(slow.rest()).isEmpty();
            proxy.log().await("no PROXY header came within 5 s");
            assertThat(hop.connectionCount()).isZero();
        }
    }

    /** The simplest check of a balancer connects and closes: one a second from each must not fill the log. */
    @Test
    void aConnectionThatOnlyClosesHasNoLine() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            for (int i = 0; i < 20; i++) {
                SmtpClient check = proxy.connect();
                check.halfClose();
                assertThat(check.rest()).isEmpty();
            }
            assertThat(proxy.connect().send("QUIT\r\n").rest()).isEmpty();
            proxy.log().await("warning: connections refused: 1; ");
        }
    }

    @Test
    void theLogHasTheClientAndTheBalancerAndItsNameForTheConnection() throws IOException {
        String header = BalancerHeader.v2(
                BalancerHeader.PROXY,
                BalancerHeader.TCP4,
                BalancerHeader.ADDRESSES + BalancerHeader.field(5, "CB007107:9C40\n"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            SmtpClient client = proxy.connect().send(header).greet().envelope();
            assertThat(client.data("text\r\n")).startsWith("250");
            assertThat(client.quit()).startsWith("221");
            proxy.log().await("connect: client=203.0.113.7:40000, balancer=127.0.0.1:");
            proxy.log().await(", unique-id=CB007107:9C40");
            proxy.log().await("accept: host=203.0.113.7 (client.example)");
            proxy.log().await("disconnect: client=203.0.113.7:40000, messages=1, reason=quit");
        }
    }

    @Test
    void sessionsAreCountedByTheAddressThatTheBalancerTells() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .proxyProtocol(HERE)
                        .sessionsPerAddress(1)
                        .start()) {
            SmtpClient first = proxy.connect().send(STRANGER).greet();
            assertThat(proxy.connect()
                            .send(BalancerHeader.v1("203.0.113.7", 40_001))
                            .rest())
                    .startsWith("421 4.7.0 ");
            SmtpClient other = proxy.connect()
                    .send(BalancerHeader.v1("203.0.113.8", 40_000))
                    .greet();
            assertThat(first.quit()).startsWith("221");
            assertThat(other.quit()).startsWith("221");
            proxy.log().await("disconnect: client=203.0.113.7:40000, messages=0, reason=quit");
            assertThat(proxy.connect().send(STRANGER).greet().quit()).startsWith("221");
        }
    }

    /** Silent connections take the places of sessions, so that they cannot be without number. */
    @Test
    void whoWaitsForItsHeaderCountsAsASession() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .proxyProtocol(HERE)
                        .sessions(2)
                        .start()) {
            SmtpClient one = proxy.connect().send("P");
            SmtpClient two = proxy.connect().send(STRANGER).greet();
            assertThat(restOrReset(proxy.connect().send(STRANGER))).isEmpty();
            proxy.log().await("warning: sessions turned away: 1; 2 are open");
            one.halfClose();
            assertThat(one.rest()).isEmpty();
            assertThat(two.quit()).startsWith("221");
            proxy.log().await("disconnect: ");
        }
    }

    @Test
    void aStopCutsOffWhoHasSentNoHeader() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            SmtpClient silent = proxy.connect().send("PROXY ");
            SmtpClient greeted = proxy.connect().send(STRANGER).greet();
            assertThat(proxy.sessions().drain(Duration.ofSeconds(60))).isZero();
            assertThat(silent.rest()).isEmpty();
            assertThat(greeted.rest()).startsWith("421 ");
            assertThat(proxy.connect().rest()).isEmpty();
        }
    }
}
