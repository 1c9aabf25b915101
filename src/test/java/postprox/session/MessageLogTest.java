package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.FailurePolicy;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.testkit.Act;
import postprox.testkit.FilterProbe;
import postprox.testkit.Point;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;
import postprox.testkit.TestClock;

/** What an administrator can read of a message: what became of it, and why. */
final class MessageLogTest {
    private static final String CONTENT = "text\r\n";

    @TempDir
    private Path spool;

    @ParameterizedTest
    @CsvSource({
        "PASS, 250 ok, the message passed unfiltered (option -r prevents this)",
        "PASS, 550 no, the message was not passed on",
        "TEMPFAIL, 250 ok, the message was refused for now",
    })
    void whatBecameOfAMessageWhoseFilterFailed(FailurePolicy policy, String answer, String became) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().at(Point.DOT, Act.say(answer)));
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.failing("exit status 3"))
                        .failurePolicy(policy)
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT))
                    .startsWith(policy == FailurePolicy.PASS ? answer : "451 4.3.0 Error running content filter");
            proxy.log().await("warning: filter failed: exit status 3; " + became + ": host=");
        }
    }

    @Test
    void whyAFilterWasNotAsked() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.deciding(() -> new NoVerdict.Postponed("no turn")))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).startsWith("451 4.3.2");
            proxy.log().await("warning: filter failed: no turn; the message was refused for now: host=");
        }
    }

    /** A crash that a sender could have written never lets a message pass. */
    @Test
    void whyAFilterMayHaveCrashed() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.deciding(() -> new NoVerdict.Doubtful("perhaps crashed")))
                        .failurePolicy(FailurePolicy.PASS)
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).startsWith("451 4.3.0 Error running content filter");
            assertThat(hop.mails()).isEmpty();
            proxy.log().await("warning: filter failed: perhaps crashed; the message was refused for now: host=");
        }
    }

    @Test
    void thatThereIsNoFilter() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).startsWith("250");
            proxy.log().await(": no filter; reply=250");
        }
    }

    @Test
    void whatItsFilterSaidAndOverlooked() throws IOException {
        Remarks remarks = new Remarks("gpg: no public key", Optional.of("OUTFILE is empty"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.deciding(() -> new Verdict.Accept(remarks)))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).startsWith("250");
            proxy.log().await("warning: OUTFILE is empty; session=");
            proxy.log().await("; said=gpg: no public key; filter=");
        }
    }

    @Test
    void thatAFilterWroteToItsInput() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(examination -> {
                            append(examination.message().asFile().path());
                            return new Verdict.Accept();
                        })
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT))
                    .isEqualTo("451 4.3.0 Error: the content filter damaged the message");
            assertThat(hop.mails()).isEmpty();
            proxy.log()
                    .await(
                            "warning: the filter wrote to EMAIL, replaced or removed it, which it must not; OUTFILE is the place");
        }
    }

    private static void append(Path email) {
        try {
            Files.writeString(email, "more", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void howLongItsFilterTook() throws IOException {
        TestClock clock = new TestClock();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .ticker(clock)
                        .filter(FilterProbe.deciding(() -> {
                            clock.advance(Duration.ofSeconds(70));
                            return new Verdict.Accept();
                        }))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).startsWith("250");
            proxy.log().await("; filter=7");
        }
    }

    @Test
    void thatItsDeadlineWasOverBeforeItsFilter() throws IOException {
        TestClock clock = new TestClock();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .ticker(clock)
                        .filter(FilterProbe.deciding(() -> {
                            clock.advance(SessionConfig.MESSAGE_DEADLINE);
                            return new Verdict.Accept();
                        }))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(CONTENT)).startsWith("451");
            proxy.log().await("warning: the message's deadline was over before its filter was done (--deadline)");
        }
    }

    /** A next hop that hung up while it was kept awake is no next hop any more, whatever it may still take. */
    @Test
    void thatItsNextHopWasLostMeanwhile() throws IOException {
        Script leaving = Script.obedient().at(Point.NOOP, Act.say("421 4.3.2 leaving"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(leaving, Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .keepAlive(Duration.ofMillis(20))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.command("DATA")).startsWith("354");
            hop.connection(1).awaitCommand("NOOP");
            assertThat(client.finish(CONTENT + ".\r\n")).startsWith("250 2.0.0 Ok: queued as ");
            proxy.log()
                    .await("warning: next hop lost in a transaction and opened again, where it goes on: "
                            + "it said: 421 4.3.2 leaving");
            assertThat(hop.connection(1).awaitEnd().commands()).doesNotContain("DATA");
        }
    }

    /** A refusal needs no next hop: the filter's words stand. */
    @Test
    void nothingOfANextHopThatWasLostWhileItWasRefused() throws IOException {
        Script leaving = Script.obedient().at(Point.NOOP, Act.say("421 4.3.2 leaving"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(leaving, Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.refusing(550, "5.7.1 not this"))
                        .keepAlive(Duration.ofMillis(20))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.command("DATA")).startsWith("354");
            hop.connection(1).awaitCommand("NOOP");
            assertThat(client.finish(CONTENT + ".\r\n")).isEqualTo("550 5.7.1 not this");
            assertThat(client.command("MAIL FROM:<a@b>")).startsWith("250");
            assertThat(proxy.log().lines()).noneMatch(line -> line.contains("next hop lost"));
        }
    }
}
