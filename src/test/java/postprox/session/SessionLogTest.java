package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.SessionEnd;
import postprox.filter.Filter;
import postprox.log.LogSink;
import postprox.log.Severity;
import postprox.net.Dialer;
import postprox.net.Wire;
import postprox.net.WireException;
import postprox.testkit.Act;
import postprox.testkit.FilterProbe;
import postprox.testkit.Point;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.RecordingLog;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;
import postprox.testkit.Spooled;
import postprox.time.Deadline;

/** What an administrator can read of a session that did not go as it should, and of one that did. */
final class SessionLogTest {
    @TempDir
    private Path spool;

    @Test
    void aLossIsLoggedWithTheCommandAndWhatHappened() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.MAIL, Act.say("what?")));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("451");
            proxy.log().await("warning: next hop lost at MAIL: not a reply: \"what?\"");
        }
    }

    @Test
    void aNextHopThatHungUpWithinATransactionIsLoggedWhenThatGoesOn() throws IOException {
        Script leaving =
                Script.obedient().at(Point.MAIL, Act.say("250 2.1.0 Ok").then(Act.close()));
        try (ScriptedNextHop hop = ScriptedNextHop.start(leaving, Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("250");
            hop.connection(1).awaitEnd();
            assertThat(client.command("NOOP")).startsWith("250");
            proxy.log()
                    .await("warning: next hop lost in a transaction and opened again, where it goes on: "
                            + "the connection was closed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"354 go ahead", "334 ", "220 ready to start TLS"})
    void aReplyThatOpensAnUnknownDialogueEndsTheSessionAndIsLogged(String reply) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.NOOP, Act.say(reply)));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.send("NOOP\r\n").rest())
                    .isEqualTo("421 4.3.0 Unexpected reply from next hop - closing connection\r\n");
            proxy.log().await("warning: the next hop answered NOOP with: " + reply);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.7.0 too many connections", "554 5.3.2 no service"})
    void aNextHopThatRefusesAConnectionIsLogged(String greeting) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.GREETING, Act.say(greeting)));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect()) {
            assertThat(client.reply()).isEqualTo(greeting);
            proxy.log().await("warning: the next hop refused the connection: " + greeting);
        }
    }

    @Test
    void aNextHopThatGreetsWithNonsenseIsLogged() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.GREETING, Act.say("354 hello")));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start()) {
            assertThat(proxy.connect().rest()).startsWith("421");
            proxy.log().await("warning: cannot connect to the next hop: it greeted with: 354 hello");
        }
    }

    @Test
    void aNextHopThatNeverGreetsIsLoggedWithTheUsualReason() throws IOException {
        RecordingLog log = new RecordingLog();
        Dialer dialer = (whole, greeting) -> greeting.await(new MuteServer(), whole);

        LoneSession.Result result = LoneSession.hold("", dialer, List.of(), new Memory(), log, spool);

        assertThat(result.said()).startsWith("421 4.3.2 ");
        assertThat(log.lines())
                .containsExactly("warning: cannot connect to the next hop: 127.0.0.1:465 did not greet within 90 s"
                        + " (a port for TLS?); session=s");
    }

    @Test
    void aNextHopThatCannotBeReachedIsLogged() throws IOException {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0)) {
            nobody = closed.getLocalPort();
        }
        try (ProxyUnderTest proxy = ProxyUnderTest.before(nobody, spool).start()) {
            assertThat(proxy.connect().rest()).startsWith("421");
            proxy.log().await("warning: cannot connect to the next hop: 127.0.0.1:" + nobody);
        }
    }

    @Test
    void aNextHopThatWouldNotForgetAnEnvelopeIsLeftAndLogged() throws IOException {
        Script stubborn = Script.obedient()
                .at(Point.DATA, Act.say("550 5.7.1 no content from you"))
                .at(Point.RSET, Act.say("550 5.7.1 no"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(stubborn, Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data("text\r\n")).isEqualTo("550 5.7.1 no content from you");
            proxy.log().await("warning: next hop lost: it refused RSET: 550 5.7.1 no");
            assertThat(client.envelope().data("text\r\n")).startsWith("250");
        }
    }

    @Test
    void theEndOfASessionIsLoggedWithItsReasonAndItsMessages() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            proxy.log().await("connect: client=127.0.0.1:");
            assertThat(client.envelope().data("one\r\n")).startsWith("250");
            assertThat(client.envelope().data("two\r\n")).startsWith("250");
            assertThat(client.quit()).startsWith("221");
            proxy.log().await(", messages=2, reason=quit; session=");
        }
    }

    @Test
    void theDialogueIsLoggedInBothDirectionsOnBothSides() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("NOOP hear hear")).startsWith("250");
            proxy.log().await(" client> NOOP hear hear");
            proxy.log().await(" next hop< NOOP hear hear");
            proxy.log().await(" next hop> 250 2.0.0 Ok");
            proxy.log().await(" client< 250 2.0.0 Ok");
        }
    }

    @Test
    void whatAuthSaysIsLeftOutAndItsMechanismIsNot() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            String _ = client.command("AUTH PLAIN c2VjcmV0");
            proxy.log().await(" client> AUTH PLAIN ...");
            assertThat(proxy.log().lines()).noneMatch(line -> line.contains("c2VjcmV0"));
        }
    }

    @Test
    void eachChunkIsInTheDialogue() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.chunk("x")).startsWith("250");
            assertThat(client.lastChunk("yz")).startsWith("250");
            proxy.log().await(" client> BDAT 1");
            proxy.log().await(" client> BDAT 2 LAST");
        }
    }

    @Test
    void contentThatIsBrokenOffIsLoggedByWhatIsMissing() throws IOException {
        for (String start : new String[] {"DATA\r\ntext\r\n", "BDAT 4\r\ntext"}) {
            try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                    ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                    SmtpClient client = proxy.connect().greet().envelope()) {
                client.send(start).close();
                proxy.log()
                        .await("content ended without " + (start.startsWith("D") ? "its final dot" : "BDAT LAST")
                                + "; nothing was passed on");
            }
        }
    }

    /** A mistake of ours, here of a filter: the client hears of it, the log says where it is, and nothing hangs. */
    @Test
    void aMistakeOfOursEndsTheSessionAndIsLogged() throws IOException {
        RecordingLog log = new RecordingLog();
        Filter broken = _ -> {
            throw new IllegalArgumentException("broken filter");
        };
        LoneSession.Result result = LoneSession.hold(
                "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n.\r\n", List.of(broken), new Memory(), log, spool);
        assertThat(result.end()).isEqualTo(SessionEnd.BUG);
        assertThat(result.said()).endsWith("\r\n421 4.3.0 Internal error in proxy - closing connection\r\n");
        log.await("error: unexpected java.lang.IllegalArgumentException: broken filter < ");
        assertThat(spool).isEmptyDirectory();
    }

    /** A mistake of ours, here of the log, between the next hop's answer to a message and the client's. */
    @Test
    void aMistakeOfOursDoesNotKeepTheAnswerToAMessageFromItsClient() throws IOException {
        List<String> lines = new ArrayList<>();
        LogSink broken = new LogSink() {
            @Override
            public boolean write(Severity severity, Supplier<String> line) {
                lines.add(line.get());
                if (lines.getLast().contains("the message passed unfiltered")) {
                    throw new InternalError("broken log");
                }
                return true;
            }

            @Override
            public void close() {}
        };
        LoneSession.Result result = LoneSession.hold(
                "MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n.\r\nNOOP\r\n",
                List.of(FilterProbe.failing("exit status 3")),
                new Memory(),
                broken,
                spool);
        assertThat(result.end()).isEqualTo(SessionEnd.BUG);
        assertThat(result.said())
                .matches("(?s).*\r\n354 [^\r]*\r\n250 2.0.0 Ok: queued as [^\r]*\r\n421 4.3.0 [^\r]*\r\n");
        assertThat(lines).last().asString().startsWith("error: unexpected java.lang.InternalError: broken log < ");
        assertThat(Spooled.in(spool)).isEmpty();
    }

    /** Waits for the client to begin, until the client's time is over. */
    private static final class MuteServer implements Wire {
        @Override
        public int read(byte[] buffer, int offset, int length) throws WireException {
            throw new WireException(WireException.Cause.TIMEOUT, "timed out");
        }

        @Override
        public int readNow(byte[] buffer, int offset, int length) {
            return 0;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {}

        @Override
        public void timeouts(Duration perOperation, Deadline deadline) {}

        @Override
        public void endOutput() {}

        @Override
        public void interrupt() {}

        @Override
        public String peer() {
            return "127.0.0.1:465";
        }

        @Override
        public void close() {}
    }
}
