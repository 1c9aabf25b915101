package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Verdict;
import postprox.testkit.FilterProbe;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** When the program is to stop, sessions finish the message in hand, then say 421. */
@Timeout(60)
final class DrainTest {
    /** Nobody waits so long: a drain is over when the last session is. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final String GOODBYE = "421 4.3.2 Service shutting down - try again later\r\n";

    @TempDir
    private Path spool;

    @Test
    void aSessionThatWaitsEndsAtOnce() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(proxy.sessions().drain(LONG)).isZero();
            assertThat(client.rest()).isEqualTo(GOODBYE);
            assertThat(hop.connection(1).awaitEnd().commands()).endsWith("QUIT");
        }
    }

    @Test
    void aMessageInHandIsFinished() throws IOException {
        ProxyUnderTest[] running = new ProxyUnderTest[1];
        FilterProbe stopping = FilterProbe.deciding(() -> {
            assertThat(running[0].sessions().drain(Duration.ZERO)).isEqualTo(1);
            return new Verdict.Accept();
        });
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(stopping).start();
                SmtpClient client = proxy.connect().greet()) {
            running[0] = proxy;
            assertThat(client.envelope().data("text\r\n")).isEqualTo("250 2.0.0 Ok: queued as Q1");
            assertThat(client.rest()).isEqualTo(GOODBYE);
            assertThat(hop.mails()).hasSize(1);
        }
    }

    @Test
    void aTransactionUnderWayIsFinished() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(proxy.sessions().drain(Duration.ZERO)).isEqualTo(1);
            assertThat(client.command("RCPT TO:<another@example.org>")).startsWith("250");
            assertThat(client.data("text\r\n")).isEqualTo("250 2.0.0 Ok: queued as Q1");
            assertThat(client.rest()).isEqualTo(GOODBYE);
        }
    }
}
