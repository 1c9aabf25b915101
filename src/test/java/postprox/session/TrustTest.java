package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.smtp.Xforward.Attribute;
import postprox.testkit.Act;
import postprox.testkit.BalancerHeader;
import postprox.testkit.FilterProbe;
import postprox.testkit.Point;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** Who may say for whom he speaks, and what the next hop and the filter hear of a client whom nobody has introduced but a balancer. */
class TrustTest {
    private static final String HERE = "127.0.0.0/8";
    private static final String STRANGER = BalancerHeader.v1("203.0.113.7", 40_000);
    private static final String MAIL_SERVER = BalancerHeader.v1("2001:db8::25", 40_001);
    private static final String TOLD = "XFORWARD NAME=[UNAVAILABLE] ADDR=203.0.113.7 PORT=40000 PROTO=ESMTP"
            + " HELO=client.example SOURCE=REMOTE";

    @TempDir
    private Path spool;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "XFORWARD ADDR=192.0.2.1 NAME=good.example",
                "  xforward ADDR=192.0.2.1",
                "XForward",
                "XCLIENT ADDR=192.0.2.1 LOGIN=admin",
                "\tXCLIENT\tADDR=192.0.2.1"
            })
    void aStrangerIsNotBelievedWhomItSpeaksFor(String command) throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop hop =
                        ScriptedNextHop.start(Script.obedient().offering("XFORWARD NAME ADDR", "XCLIENT ADDR"));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(filter)
                        .proxyProtocol(HERE)
                        .xforwardFrom("2001:db8::25,127.0.0.1")
                        .start()) {
            SmtpClient client = proxy.connect().send(STRANGER);
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.command("EHLO client.example")).isEqualTo("250 next.hop");
            assertThat(client.command(command)).isEqualTo("550 5.7.0 Error: insufficient authorization");
            assertThat(client.envelope().data("text\r\n")).startsWith("250");
            assertThat(client.quit()).startsWith("221");
            assertThat(hop.commands()).noneMatch(heard -> heard.contains("192.0.2.1") || heard.contains(command));
            assertThat(filter.seen().getFirst().envelope().client())
                    .isEqualTo(
                            Map.of(Attribute.ADDR, "203.0.113.7", Attribute.PORT, "40000", Attribute.SOURCE, "REMOTE"));
        }
    }

    @Test
    void behindABalancerNobodyIsBelievedWhoIsNotNamed() throws IOException {
        String local = BalancerHeader.v2(BalancerHeader.LOCAL, BalancerHeader.UNSPEC, "");
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            for (String header : List.of(STRANGER, BalancerHeader.v1("127.0.0.1", 25), "PROXY UNKNOWN\r\n", local)) {
                SmtpClient client = proxy.connect().send(header).greet();
                assertThat(client.command("XFORWARD ADDR=192.0.2.1")).startsWith("550 5.7.0 ");
                assertThat(client.quit()).startsWith("221");
            }
        }
    }

    /** An address that is the balancer's own says nothing of whom it speaks for, even if it is in the list. */
    @Test
    void nobodyIsBelievedWhoseAddressTheBalancerDoesNotTell() throws IOException {
        String local = BalancerHeader.v2(BalancerHeader.LOCAL, BalancerHeader.UNSPEC, "");
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .proxyProtocol(HERE)
                        .xforwardFrom(HERE + ",unix")
                        .start()) {
            for (String header : List.of("PROXY UNKNOWN\r\n", local)) {
                SmtpClient client = proxy.connect().send(header).greet();
                assertThat(client.command("XFORWARD ADDR=192.0.2.1")).startsWith("550 5.7.0 ");
                assertThat(client.envelope().data("text\r\n")).startsWith("250");
                assertThat(client.quit()).startsWith("221");
            }
            assertThat(hop.commands()).noneMatch(heard -> heard.startsWith("XFORWARD"));
        }
    }

    @Test
    void aMailServerBehindTheBalancerIsBelievedAndNobodySpeaksForIt() throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(filter)
                        .proxyProtocol(HERE)
                        .xforwardFrom("2001:db8::/64")
                        .start()) {
            SmtpClient client = proxy.connect().send(MAIL_SERVER);
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.command("EHLO mx.example")).contains("XFORWARD NAME ADDR PORT");
            assertThat(client.command("XFORWARD ADDR=192.0.2.1 PORT=4711")).startsWith("250");
            assertThat(client.envelope().data("text\r\n")).startsWith("250");
            assertThat(client.envelope().data("text\r\n")).startsWith("250");
            assertThat(client.quit()).startsWith("221");
            assertThat(hop.commands().stream().filter(heard -> heard.startsWith("XFORWARD")))
                    .containsExactly(
                            "XFORWARD ADDR=192.0.2.1 PORT=4711",
                            "XFORWARD NAME=[UNAVAILABLE] ADDR=IPv6:2001:db8::25 PORT=40001 PROTO=ESMTP HELO=mx.example"
                                    + " SOURCE=REMOTE");
            assertThat(filter.seen().getFirst().envelope().client())
                    .isEqualTo(Map.of(Attribute.ADDR, "192.0.2.1", Attribute.PORT, "4711"));
            assertThat(filter.seen().getLast().envelope().client(Attribute.ADDR))
                    .isEqualTo("2001:db8::25");
        }
    }

    @Test
    void theNextHopHearsOfAStrangerBeforeEachMail() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            SmtpClient client = proxy.connect().send(STRANGER).greet();
            for (int i = 0; i < 2; i++) {
                assertThat(client.envelope().data("text\r\n")).startsWith("250");
            }
            assertThat(client.command("MAIL FROM:<given@up>")).startsWith("250");
            // In a group, the RSET is answered before the XFORWARD is said that the MAIL needs.
            client.send("RSET\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n");
            for (String code : List.of("250", "250", "250", "354")) {
                assertThat(client.reply()).startsWith(code);
            }
            assertThat(client.finish("text\r\n.\r\n")).startsWith("250");
            assertThat(client.quit()).startsWith("221");
            String sender = "MAIL FROM:<sender@example.org>";
            String recipient = "RCPT TO:<recipient@example.org>";
            assertThat(hop.commands())
                    .containsExactly(
                            "EHLO client.example",
                            TOLD,
                            sender,
                            recipient,
                            "DATA",
                            TOLD,
                            sender,
                            recipient,
                            "DATA",
                            TOLD,
                            "MAIL FROM:<given@up>",
                            "RSET",
                            TOLD,
                            "MAIL FROM:<a@b>",
                            "RCPT TO:<c@d>",
                            "DATA",
                            "QUIT");
        }
    }

    @Test
    void aNewConnectionHearsOfTheStrangerToo() throws IOException {
        Script hangsUp = Script.obedient().at(Point.DATA, Act.close());
        try (ScriptedNextHop hop = ScriptedNextHop.start(hangsUp, Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            SmtpClient client = proxy.connect().send(STRANGER).greet().envelope();
            assertThat(client.data("text\r\n")).startsWith("250");
            assertThat(client.quit()).startsWith("221");
            assertThat(hop.connection(2).commands())
                    .startsWith("EHLO client.example", TOLD, "MAIL FROM:<sender@example.org>");
        }
    }

    @Test
    void aNextHopThatDoesNotAskIsNotTold() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().offering("PIPELINING"));
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            SmtpClient client = proxy.connect().send(STRANGER).greet().envelope();
            assertThat(client.data("text\r\n")).startsWith("250");
            assertThat(client.quit()).startsWith("221");
            assertThat(hop.commands()).noneMatch(heard -> heard.startsWith("XFORWARD"));
        }
    }

    @Test
    void aNextHopThatRefusesToHearItGetsTheMailAndIsNotToldAgain() throws IOException {
        Script deaf = Script.obedient().at(Point.XFORWARD, Act.say("550 5.7.0 Error: insufficient authorization"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(deaf);
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            SmtpClient client = proxy.connect().send(STRANGER).greet();
            assertThat(client.envelope().data("text\r\n")).startsWith("250");
            assertThat(client.envelope().data("text\r\n")).startsWith("250");
            assertThat(client.quit()).startsWith("221");
            assertThat(hop.commands()).containsOnlyOnce(TOLD);
        }
    }

    /** What a stranger calls itself cannot become a command, nor make the line longer than a server must take. */
    @Test
    void aStrangersNameIsInertForTheNextHop() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).proxyProtocol(HERE).start()) {
            for (String name : List.of("a ADDR=192.0.2.1", "x".repeat(500))) {
                SmtpClient client = proxy.connect().send(STRANGER);
                assertThat(client.reply()).startsWith("220");
                assertThat(client.command("EHLO " + name)).startsWith("250");
                assertThat(client.envelope().data("text\r\n")).startsWith("250");
                assertThat(client.quit()).startsWith("221");
            }
            assertThat(hop.commands().stream().filter(heard -> heard.startsWith("XFORWARD")))
                    .containsExactly(
                            TOLD.replace("client.example", "a+20ADDR+3D192.0.2.1"),
                            TOLD.replace(" HELO=client.example", ""));
        }
    }

    @Test
    void withoutABalancerOnlyTheNamedServersAreBelieved() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .xforwardFrom("192.0.2.0/24")
                        .start()) {
            SmtpClient stranger = proxy.connect().greet();
            assertThat(stranger.command("XFORWARD ADDR=192.0.2.1")).startsWith("550 5.7.0 ");
            assertThat(stranger.quit()).startsWith("221");
            proxy.reload(setup -> setup.xforwardFrom("127.0.0.1"));
            SmtpClient server = proxy.connect().greet();
            assertThat(server.command("XFORWARD ADDR=192.0.2.1")).startsWith("250");
            assertThat(server.quit()).startsWith("221");
            assertThat(hop.commands()).containsOnlyOnce("XFORWARD ADDR=192.0.2.1");
        }
    }
}
