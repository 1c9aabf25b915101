package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Verdict;
import postprox.testkit.FilterProbe;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** When another process has the place of this one, clients go on, and only one that says nothing is told to go. */
@Timeout(60)
final class HandOverTest {
    /** Nobody waits so long. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final String GOODBYE = "421 4.3.2 Service shutting down - try again later\r\n";

    @TempDir
    private Path spool;

    private static CompletableFuture<Void> handOver(ProxyUnderTest proxy, Duration silence, Duration time) {
        return CompletableFuture.runAsync(() -> proxy.sessions().handOver(silence, time));
    }

    @Test
    void whoWasGreetedSendsMessagesUntilItQuits() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            CompletableFuture<Void> over = handOver(proxy, LONG, LONG);

            assertThat(client.envelope().data("one\r\n")).isEqualTo("250 2.0.0 Ok: queued as Q1");
            assertThat(client.envelope().data("two\r\n")).startsWith("250 ");
            assertThat(over).isNotDone();
            assertThat(client.command("QUIT")).startsWith("221");
            over.join();
            assertThat(hop.mails()).hasSize(2);
        }
    }

    /** The kernel had accepted it, or this process had, before the other one served. */
    @Test
    void whoComesAtTheLastMomentIsGreetedAndServed() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient first = proxy.connect().greet()) {
            CompletableFuture<Void> over = handOver(proxy, LONG, LONG);

            try (SmtpClient late = proxy.connect().greet()) {
                assertThat(first.command("QUIT")).startsWith("221");
                assertThat(late.envelope().data("text\r\n")).startsWith("250 ");
                assertThat(late.command("QUIT")).startsWith("221");
            }
            over.join();
            assertThat(hop.mails()).hasSize(1);
        }
    }

    @Test
    void whoSaysNothingBetweenTwoMessagesIsToldToGo() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            handOver(proxy, Duration.ZERO, LONG).join();

            assertThat(client.rest()).isEqualTo(GOODBYE);
        }
    }

    @Test
    void silenceWithinATransactionIsNone() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient silent = proxy.connect().greet();
                SmtpClient client = proxy.connect().greet().envelope()) {
            CompletableFuture<Void> over = handOver(proxy, Duration.ZERO, LONG);

            assertThat(silent.rest()).isEqualTo(GOODBYE);
            assertThat(over).isNotDone();
            assertThat(client.data("text\r\n")).isEqualTo("250 2.0.0 Ok: queued as Q1");
            assertThat(client.rest()).isEqualTo(GOODBYE);
            over.join();
        }
    }

    /** A filter may take longer than a client may say nothing. */
    @Test
    void whoWaitsForItsAnswerIsNotSilent() throws IOException {
        ProxyUnderTest[] running = new ProxyUnderTest[1];
        FilterProbe handingOver = FilterProbe.deciding(() -> {
            running[0].sessions().handOver(Duration.ofNanos(1), Duration.ofMillis(1));
            return new Verdict.Accept();
        });
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(handingOver).start();
                SmtpClient client = proxy.connect().greet()) {
            running[0] = proxy;
            assertThat(client.envelope().data("text\r\n")).isEqualTo("250 2.0.0 Ok: queued as Q1");
            assertThat(client.command("QUIT")).startsWith("221");
        }
    }

    @Test
    void afterItsTimeItIsAStopAndMessagesAreFinished() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient idle = proxy.connect().greet();
                SmtpClient busy = proxy.connect().greet().envelope()) {
            proxy.sessions().handOver(LONG, Duration.ZERO);
            CompletableFuture<Integer> stopped =
                    CompletableFuture.supplyAsync(() -> proxy.sessions().drain(LONG));

            assertThat(idle.rest()).isEqualTo(GOODBYE);
            assertThat(busy.data("text\r\n")).isEqualTo("250 2.0.0 Ok: queued as Q1");
            assertThat(busy.rest()).isEqualTo(GOODBYE);
            assertThat(stopped.join()).isZero();
        }
    }

    @Test
    void aStopMeanwhileIsAStop() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            CompletableFuture<Void> over = handOver(proxy, LONG, LONG);

            assertThat(proxy.sessions().drain(LONG)).isZero();
            assertThat(client.rest()).isEqualTo(GOODBYE);
            over.join();
        }
    }
}
