package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Verdict;
import postprox.testkit.Act;
import postprox.testkit.FilterProbe;
import postprox.testkit.Point;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** The client goes away, or stays away, at every point of the conversation: part of a message is no message. */
final class ClientFaultsTest {
    private static final String CONTENT = "Subject: x\r\n\r\ntext\r\n";

    /** How a client goes away. */
    enum Departure {
        CLOSES,
        RESETS;

        void of(SmtpClient client) {
            try {
                if (this == CLOSES) {
                    client.close();
                } else {
                    client.reset();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @TempDir
    private Path spool;

    /** Each prefix of a session up to the last byte of its final dot, cut off there. */
    @ParameterizedTest
    @EnumSource
    void aSessionThatIsCutOffAnywhereDeliversNothing(Departure departure) throws IOException {
        String session = "EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nS: x\r\n\r\n.\r\n";
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start()) {
            for (int length = 0; length < session.length(); length++) {
                SmtpClient client = proxy.connect();
                assertThat(client.reply()).startsWith("220");
                client.send(session.substring(0, length));
                departure.of(client);
                hop.connection(length + 1).awaitEnd();
            }
            assertThat(hop.mails()).isEmpty();
            assertThat(hop.commands()).doesNotContain("DATA");
            assertThat(filter.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesWhileTheFilterWorksDeliversNothing(Departure departure) throws IOException {
        SmtpClient[] client = new SmtpClient[1];
        FilterProbe filter = FilterProbe.deciding(() -> {
            departure.of(client[0]);
            return new Verdict.Accept();
        });
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start()) {
            client[0] = proxy.connect().greet().envelope();
            client[0].send("DATA\r\n" + CONTENT + ".\r\n");
            assertThat(hop.connection(1).awaitEnd().mails()).isEmpty();
            proxy.log().await("the client went away before its message was passed on; nothing was passed on");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesAtDataToTheNextHopDeliversNothing(Departure departure) throws IOException {
        SmtpClient[] client = new SmtpClient[1];
        Act departing = Act.run(() -> departure.of(client[0])).then(Act.say("354 go ahead"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.DATA, departing));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start()) {
            client[0] = proxy.connect().greet().envelope();
            client[0].send("DATA\r\n" + CONTENT + ".\r\n");
            assertThat(hop.connection(1).awaitEnd().mails()).isEmpty();
            assertThat(hop.connection(1).unfinishedContent()).doesNotContain("QUIT");
        }
    }

    /** Once the final dot has gone there is no way back: the answer is logged, though nobody hears it. */
    @Test
    void aClientThatGoesBehindTheFinalDotHasDelivered() throws IOException {
        SmtpClient[] client = new SmtpClient[1];
        Act departing = Act.run(() -> Departure.CLOSES.of(client[0])).then(Act.say("250 2.0.0 Ok: queued as LATE"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.DOT, departing));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start()) {
            client[0] = proxy.connect().greet().envelope();
            client[0].send("DATA\r\n" + CONTENT + ".\r\n");
            assertThat(hop.connection(1).awaitEnd().mails()).hasSize(1);
            proxy.log().await("reply=250 2.0.0 Ok: queued as LATE");
        }
    }

    /** What Postfix does when its own client is lost or exceeds a limit (smtpd_proxy_close). */
    @ParameterizedTest
    @ValueSource(
            strings = {"QUIT\r\n", "\r\nQUIT\r\n", "half a lineQUIT\r\n", ".\rQUIT\r\n", "\n.\nQUIT\r\n", ".QUIT\r\n"})
    void quitWithinContentIsNoEndOfContent(String end) throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.command("DATA")).startsWith("354");
            client.send(CONTENT + end);
            client.halfClose();
            assertThat(client.rest()).isEmpty();
            assertThat(hop.connection(1).awaitEnd().commands())
                    .doesNotContain("DATA")
                    .endsWith("QUIT");
            assertThat(filter.seen()).isEmpty();
            proxy.log().await("abort: ");
        }
    }

    @Test
    @Tag("real-time")
    void aClientThatIsSilentIsToldSo() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .commandTimeout(Duration.ofMillis(200))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.rest()).isEqualTo("421 4.4.2 Timeout - closing connection\r\n");
            assertThat(hop.connection(1).awaitEnd().commands()).endsWith("QUIT");
        }
    }

    @Test
    @Tag("real-time")
    void aClientThatIsSilentWithinContentDeliversNothing() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .commandTimeout(Duration.ofMillis(200))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.command("DATA")).startsWith("354");
            client.send(CONTENT);
            assertThat(client.rest()).isEqualTo("421 4.4.2 Timeout - closing connection\r\n");
            assertThat(hop.connection(1).awaitEnd().commands()).doesNotContain("DATA");
        }
    }
}
