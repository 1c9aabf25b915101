package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.smtp.Xforward.Attribute;
import postprox.testkit.FilterProbe;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;

/** A real HAProxy in front, with each form of its header and each kind of its checks. */
class HaProxyTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";
    private static final String CLIENT = "127.0.0.77";

    private final Workspace workspace = Workspace.create();

    @TempDir
    private Path spool;

    @AfterEach
    void cleanUp() {
        workspace.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send-proxy",
                "send-proxy-v2",
                "send-proxy-v2 proxy-v2-options crc32c,unique-id,authority",
                "send-proxy-v2-ssl-cn"
            })
    void theClientBehindItIsTheOneThatItTells(String words) throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(filter)
                        .proxyProtocol("127.0.0.1")
                        .start();
                HaProxy balancer = HaProxy.before(proxy.port(), workspace, "", words);
                SmtpClient client = balancer.connectFrom(CLIENT)) {
            assertMailIsTakenFrom(client, filter, hop);
            proxy.log().await("connect: client=" + CLIENT + ":");
            if (words.contains("unique-id")) {
                proxy.log().await(", unique-id=7F00004D:");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2"})
    void aClientOfIpv4ThatCameToASocketOfIpv6IsOne(String words) throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(filter)
                        .proxyProtocol("127.0.0.1")
                        .start();
                HaProxy balancer = HaProxy.ofBothFamilies(proxy.port(), workspace, words);
                SmtpClient client = balancer.connectFrom(CLIENT)) {
            assertMailIsTakenFrom(client, filter, hop);
        }
    }

    private static void assertMailIsTakenFrom(SmtpClient client, FilterProbe filter, ScriptedNextHop hop) {
        String offer = client.say("EHLO client.example");
        assertThat(offer).startsWith("250").contains("PIPELINING").doesNotContain("XFORWARD");
        assertThat(client.say("XFORWARD ADDR=192.0.2.1")).startsWith("550 5.7.0 ");
        assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
        assertThat(client.say("QUIT")).startsWith("221");
        assertThat(filter.only().envelope().client(Attribute.ADDR)).isEqualTo(CLIENT);
        assertThat(hop.commands().stream().filter(heard -> heard.startsWith("XFORWARD")))
                .singleElement()
                .asString()
                .contains(" ADDR=" + CLIENT + " ", " HELO=client.example");
    }

    /** One check each 50 ms, and none of them has a line; a client's session is as long in the log as ever. */
    @ParameterizedTest
    @ValueSource(strings = {"option smtpchk EHLO check.example", ""})
    void itsChecksSucceedAndDoNotFloodTheLog(String check) throws IOException {
        for (String words : List.of("send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c,unique-id")) {
            try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                    ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                            .proxyProtocol("127.0.0.1")
                            .verbosity(2)
                            .start();
                    HaProxy balancer = HaProxy.before(
                            proxy.port(),
                            workspace,
                            check,
                            words + " check inter 50ms fall 1 rise 1 check-send-proxy")) {
                if (check.isEmpty()) {
                    // Such a check is over for HAProxy when its header has been sent.
                    hop.connection(10);
                } else {
                    hop.connection(10).awaitEnd();
                    assertThat(hop.connection(10).commands()).containsExactly("EHLO check.example", "QUIT");
                }
                try (SmtpClient client = balancer.connectFrom(CLIENT)) {
                    assertThat(client.say("QUIT")).startsWith("221");
                }
                proxy.log().await("disconnect: client=" + CLIENT);
                assertThat(proxy.log().lines().stream()
                                .filter(line -> !line.contains("client=" + CLIENT + ":")
                                        && !line.contains("client=" + HaProxy.PROBE + ":")))
                        .isEmpty();
            }
        }
    }

    /** As of version 1: a check that sends no header, and one that sends a header of addresses of its own. */
    @Test
    void aCheckWithoutAHeaderDoesNotFloodTheLogEither() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .proxyProtocol("127.0.0.1")
                        .verbosity(2)
                        .start();
                HaProxy balancer = HaProxy.before(
                        proxy.port(),
                        workspace,
                        "",
                        "port " + proxy.port() + " send-proxy check inter 50ms fall 1 rise 1")) {
            for (int i = 0; i < 5; i++) {
                try (SmtpClient client = balancer.connectFrom(CLIENT)) {
                    assertThat(client.say("QUIT")).startsWith("221");
                }
            }
            assertThat(proxy.log().lines()).noneMatch(line -> line.startsWith("warning: "));
        }
    }

    /** The client's address is in its log, and it does not trust that of postprox. */
    @Test
    void aPostfixBehindLogsTheStrangerAndRelaysForNobody() throws IOException {
        int port = Tools.freePort();
        try (MailSink sink = MailSink.start();
                PostfixInstance postfix = PostfixInstance.in(workspace, "behind", sink.port())
                        .service("127.0.0.1:" + port
                                + " inet n - n - - smtpd -o smtpd_authorized_xforward_hosts=127.0.0.1"
                                + " -o mynetworks=192.0.2.0/24 -o smtpd_relay_restrictions=reject_unauth_destination")
                        .start();
                ProxyUnderTest proxy = ProxyUnderTest.before(port, spool)
                        .proxyProtocol("127.0.0.1")
                        .start();
                HaProxy balancer = HaProxy.before(proxy.port(), workspace, "", "send-proxy-v2");
                SmtpClient client = balancer.connectFrom(CLIENT)) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("250");
            assertThat(client.say("RCPT TO:<b@elsewhere.example>")).startsWith("554 5.7.1 ");
            assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250");
            assertThat(client.say("DATA")).startsWith("354");
            client.finish(MAIL);
            assertThat(client.reply()).startsWith("250");
            postfix.log().await("client=localhost\\[127.0.0.1\\], orig_client=unknown\\[" + CLIENT + "\\]");
            assertThat(sink.await().content()).endsWith("Body\r\n");
        }
    }

    /** A balancer that forgets its header, and a client that comes round it. */
    @Test
    void withoutSendProxyNobodyIsServed() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .proxyProtocol("127.0.0.1")
                        .start();
                HaProxy balancer = HaProxy.before(proxy.port(), workspace, "", "");
                SmtpClient client = balancer.connectSilentlyFrom(CLIENT)) {
            assertThat(client.rest()).isEmpty();
            proxy.log().await("warning: connections refused: ");
            assertThat(hop.connectionCount()).isZero();
        }
    }
}
