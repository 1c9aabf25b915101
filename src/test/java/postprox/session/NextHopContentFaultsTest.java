package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.Act;
import postprox.testkit.Point;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** The next hop goes wrong in the middle of content: it never gets a final dot, and the client keeps its message. */
final class NextHopContentFaultsTest {
    /** One that announces no limit of size. */
    private static final Script ROOMY = Script.obedient().offering("PIPELINING");

    /** So long that writing it must stop somewhere, whatever the kernel's buffers hold. */
    private static final String LONG_CONTENT = ("x".repeat(998) + "\r\n").repeat(20_000);

    @TempDir
    private Path spool;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLossWithinContentGives451AndNoFinalDot(boolean reset) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(
                        ROOMY.at(Point.CONTENT, reset ? Act.reset() : Act.close()), Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(LONG_CONTENT))
                    .isEqualTo("451 4.4.2 Error: next hop closed the connection");
            assertThat(hop.connection(1).awaitEnd().mails()).isEmpty();
            assertThat(client.envelope().data("text\r\n")).startsWith("250 2.0.0 Ok: queued as ");
        }
    }

    @Test
    @Tag("real-time")
    void aNextHopThatStopsReadingContentCostsTheClientItsDeadlineAndNoMore() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(ROOMY.at(Point.CONTENT, Act.deafness()), Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .deadline(Duration.ofMillis(300))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(LONG_CONTENT))
                    .isEqualTo("451 4.3.0 Error: message took too long to process - try again later");
            assertThat(client.command("NOOP")).startsWith("250");
            assertThat(hop.answersToDots()).isEmpty();
        }
    }

    @Test
    void aRefusalInTheMiddleOfContentIsTheClientsAnswer() throws IOException {
        Act refusal = Act.say("552 5.3.4 Message size exceeds fixed limit");
        try (ScriptedNextHop hop = ScriptedNextHop.start(ROOMY.at(Point.CONTENT, refusal), Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(LONG_CONTENT)).isEqualTo("552 5.3.4 Message size exceeds fixed limit");
            assertThat(hop.connection(1).awaitEnd().mails()).isEmpty();
        }
    }
}
