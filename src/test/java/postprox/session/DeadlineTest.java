package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Verdict;
import postprox.testkit.Act;
import postprox.testkit.FilterProbe;
import postprox.testkit.Point;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;
import postprox.testkit.TestClock;

/** One deadline per message, and the next hop kept awake meanwhile. */
final class DeadlineTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String CONTENT = "Subject: x\r\n\r\ntext\r\n";

    private final TestClock clock = new TestClock();

    @TempDir
    private Path spool;

    @Test
    void aFilterThatTakesLongerThanTheDeadlineGivesOur451() throws IOException {
        FilterProbe slow = FilterProbe.deciding(() -> {
            clock.advance(SessionConfig.MESSAGE_DEADLINE);
            return new Verdict.Accept();
        });
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(slow)
                        .ticker(clock)
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT))
                    .isEqualTo("451 4.3.0 Error: message took too long to process - try again later");
            assertThat(hop.commands()).doesNotContain("DATA");
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("250");
        }
    }

    /** The filter is told how long it has, so that a command filter can kill its command in time. */
    @Test
    void theFilterGetsNoMoreTimeThanTheDeadlineLeaves() throws IOException {
        Duration[] given = new Duration[1];
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(examination -> {
                            given[0] = examination.allowance().duration();
                            return new Verdict.Accept();
                        })
                        .deadline(Duration.ofSeconds(5))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).startsWith("250");
            assertThat(given[0]).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(5));
        }
    }

    /** The time that a client takes for its content is its own. */
    @Test
    void theDeadlineBeginsAtTheFinalDot() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).ticker(clock).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.command("DATA")).startsWith("354");
            client.send("Subject: x\r\n");
            clock.advance(SessionConfig.MESSAGE_DEADLINE);
            assertThat(client.finish(CONTENT + ".\r\n")).startsWith("250");
        }
    }

    /** Giving up on the answer to a final dot makes duplicates (RFC 1047): it has a time of its own. */
    @Test
    void theAnswerToTheFinalDotMayTakeLongerThanTheDeadline() throws IOException {
        Act slow = Act.run(() -> clock.advance(SessionConfig.MESSAGE_DEADLINE))
                .then(Act.say("250 2.0.0 Ok: queued as SLOW"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.DOT, slow));
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).ticker(clock).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).isEqualTo("250 2.0.0 Ok: queued as SLOW");
        }
    }

    @Test
    void noAnswerToTheFinalDotIsLoggedAsAnUnknownOutcome() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.DOT, Act.silence()));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .finalReplyTimeout(SHORT)
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT))
                    .isEqualTo("451 4.4.2 Error: no reply from next hop after the message was sent");
            proxy.log().await("warning: outcome unknown: ");
        }
    }

    @Test
    @Tag("real-time")
    void aNextHopThatNeverTakesDataGivesOur451() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.DATA, Act.silence()));
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).deadline(SHORT).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT))
                    .isEqualTo("451 4.3.0 Error: message took too long to process - try again later");
            proxy.log()
                    .await("the message's deadline was over before the next hop had all of it (--deadline): timed out");
            assertThat(hop.connection(1).awaitEnd().mails()).isEmpty();
        }
    }

    /** Postfix waits for smtpd_proxy_timeout, 100 s, for a reply: it does not know that there was another connection. */
    @Test
    @Tag("real-time")
    void openingAgainAndTheReplyTakeNoLongerTogetherThanAReplyMay() throws IOException {
        Script gone = Script.obedient().at(Point.MAIL, Act.say("250 2.1.0 Ok").then(Act.close()));
        Act late = Act.run(() -> clock.advance(Duration.ofSeconds(89))).then(Act.say("220 next.hop"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(
                        gone, Script.obedient().at(Point.GREETING, late).at(Point.RCPT, Act.silence()));
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).ticker(clock).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("250");
            hop.connection(1).awaitEnd();
            assertThat(client.command("RCPT TO:<c@d>")).startsWith("451 4.4.2 Error: next hop");
        }
    }

    @Test
    void aNextHopThatWaitsIsKeptAwake() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.deciding(() -> {
                            hop.connection(1).awaitCommandTimes("NOOP", 5);
                            return new Verdict.Accept();
                        }))
                        .keepAlive(Duration.ofMillis(20))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.command("DATA")).startsWith("354");
            hop.connection(1).awaitCommandTimes("NOOP", 2);
            assertThat(client.finish(CONTENT + ".\r\n")).startsWith("250");
            assertThat(hop.mails()).hasSize(1);
            assertThat(client.quit()).isEqualTo("221 2.0.0 Bye\r\n");
        }
    }

    /** A server may be without NOOP, as long as it answers. */
    @Test
    void aNextHopThatRefusesNoopIsNotLost() throws IOException {
        Script script = Script.obedient().at(Point.NOOP, Act.say("502 5.5.2 what"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(script);
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .keepAlive(Duration.ofMillis(20))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.command("DATA")).startsWith("354");
            hop.connection(1).awaitCommand("NOOP");
            assertThat(client.finish(CONTENT + ".\r\n")).startsWith("250");
            assertThat(hop.connectionCount()).isEqualTo(1);
        }
    }

    @Test
    void theDeadlineHoldsForTheRelayToo() throws IOException {
        Act slow = Act.run(() -> clock.advance(SessionConfig.MESSAGE_DEADLINE)).then(Act.say("354 go ahead"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.DATA, slow));
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).ticker(clock).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT))
                    .isEqualTo("451 4.3.0 Error: message took too long to process - try again later");
            assertThat(hop.connection(1).awaitEnd().mails()).isEmpty();
        }
    }

    /** A server that answers DATA with 221 has sent the client away, and another connection would undo that. */
    @Test
    void aNextHopThatHangsUpOnTheClientAfterTheDeadlineIsNotOpenedAgain() throws IOException {
        Act late = Act.run(() -> clock.advance(SessionConfig.MESSAGE_DEADLINE))
                .then(Act.say("221 2.7.0 Error: I can break rules, too. Goodbye."))
                .then(Act.close());
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.DATA, late), Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).ticker(clock).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT))
                    .isEqualTo("451 4.3.0 Error: message took too long to process - try again later");
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("221 2.7.0 ");
            assertThat(client.rest()).isEmpty();
            assertThat(hop.connectionCount()).isEqualTo(1);
        }
    }

    /** A next hop that does not answer the keep-alive's NOOP must not make the client wait beyond its deadline. */
    @Test
    void aNextHopThatIsSilentToNoopCannotOutlastTheDeadline() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.NOOP, Act.silence()));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.deciding(() -> {
                            clock.advance(SessionConfig.MESSAGE_DEADLINE.minus(SHORT));
                            hop.connection(1).awaitCommand("NOOP");
                            return new Verdict.Accept();
                        }))
                        .keepAlive(SHORT)
                        .ticker(clock)
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).startsWith("451 ");
        }
    }

    /** The client waits for the answer to its message, not for the next hop to forget it. */
    @Test
    @Tag("real-time")
    void aNextHopThatIsSilentToRsetIsLeft() throws IOException {
        Script script = Script.obedient()
                .at(Point.DATA, Act.say("550 5.7.1 no content from you"))
                .at(Point.RSET, Act.silence());
        try (ScriptedNextHop hop = ScriptedNextHop.start(script, Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).isEqualTo("550 5.7.1 no content from you");
            assertThat(client.envelope().data(CONTENT)).startsWith("250");
            assertThat(hop.connection(2).mails()).hasSize(1);
        }
    }

    /** The few seconds that a next hop has to forget an envelope are not what it has for the commands behind. */
    @Test
    void theTimeToForgetAnEnvelopeEndsWithIt() throws IOException {
        Script script = Script.obedient().at(Point.DATA, Act.say("550 5.7.1 no content from you"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(script);
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).ticker(clock).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).isEqualTo("550 5.7.1 no content from you");
            clock.advance(SessionConfig.MESSAGE_DEADLINE);
            assertThat(client.command("NOOP")).startsWith("250");
            assertThat(hop.connectionCount()).isEqualTo(1);
        }
    }

    /** Nor is the time for the first greeting, or that of a connection opened again, what is left for commands. */
    @Test
    void theTimeToConnectEndsWithTheGreeting() throws IOException {
        Script gone = Script.obedient().at(Point.NOOP, Act.close());
        try (ScriptedNextHop hop = ScriptedNextHop.start(gone, Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).ticker(clock).start();
                SmtpClient client = proxy.connect().greet()) {
            clock.advance(SessionConfig.MESSAGE_DEADLINE);
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("250");
            assertThat(client.command("RSET")).startsWith("250");
            assertThat(client.command("NOOP")).startsWith("451");
            assertThat(client.command("RSET")).startsWith("250");
            clock.advance(SessionConfig.MESSAGE_DEADLINE);
            assertThat(client.command("NOOP")).startsWith("250");
            assertThat(hop.connectionCount()).isEqualTo(2);
        }
    }
}
