package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import postprox.testkit.Act;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;
import postprox.testkit.TestClock;

/** Peers that give little, take nothing, and never go: each ends with its timeout. */
@Tag("real-time")
@Execution(ExecutionMode.CONCURRENT)
final class SlowPeersTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String TIMEOUT = "421 4.4.2 Timeout - closing connection\r\n";

    @TempDir
    private Path spool;

    @Test
    void aCommandThatDripsEndsWithTheTimeForACommand() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).commandTimeout(SHORT).start();
                SmtpClient client = proxy.connect().greet()) {
            drip(client);
            assertThat(client.rest()).isEqualTo(TIMEOUT);
            proxy.log().await("warning: limit reached: the client took longer than --command-timeout");
            proxy.log().await("reason=the client was silent for too long");
            assertThat(hop.connection(1).awaitEnd().commands()).endsWith("QUIT");
        }
    }

    @Test
    void contentThatDripsEndsWithTheTimeForContentAsAWhole() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).dataTimeout(SHORT).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.command("DATA")).startsWith("354");
            drip(client);
            assertThat(client.rest()).isEqualTo(TIMEOUT);
            proxy.log().await("content did not come in time; nothing was passed on");
            assertThat(hop.connection(1).awaitEnd().commands())
                    .doesNotContain("DATA")
                    .endsWith("QUIT");
        }
    }

    /** However many chunks it comes in, each of them in time. */
    @Test
    void contentThatDripsInChunksEndsWithTheTimeForContentAsAWhole() throws IOException {
        TestClock clock = new TestClock();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).ticker(clock).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.chunk("x")).startsWith("250");
            clock.advance(ClientLimits.DEFAULT.dataTimeout());
            client.send("BDAT 1\r\n");
            assertThat(client.rest()).isEqualTo(TIMEOUT);
            proxy.log().await("content did not come in time; nothing was passed on");
            assertThat(hop.connection(1).awaitEnd().commands()).endsWith("QUIT");
        }
    }

    /** The time of one message's content is not what is left of another's. */
    @Test
    void eachContentHasItsOwnTime() throws IOException {
        TestClock clock = new TestClock();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).ticker(clock).start();
                SmtpClient client = proxy.connect().greet()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.envelope().data("text\r\n")).startsWith("250");
                clock.advance(ClientLimits.DEFAULT.dataTimeout());
            }
        }
    }

    @Test
    void aClientThatNeverReadsItsRepliesEndsWithTheTimeForACommand() throws IOException {
        String[] lines = Stream.concat(Collections.nCopies(60, "250-" + "x".repeat(996)).stream(), Stream.of("250 end"))
                .toArray(String[]::new);
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient().on("HELP", Act.say(lines)));
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).commandTimeout(SHORT).start();
                SmtpClient client = proxy.connect().greet()) {
            // 12 MB of replies: more than the kernel holds for the two of us.
            client.send("HELP\r\n".repeat(200));
            hop.connection(1).awaitEnd();
            proxy.log().await("reason=the client was silent for too long");
        }
    }

    @Test
    void aNextHopThatNeverReadsCommandsIsLeftWithTheDeadline() throws IOException {
        Script deaf = Script.obedient().on("NOOP deaf", Act.deafness());
        try (ScriptedNextHop hop = ScriptedNextHop.start(deaf, Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).nextHopTimeout(SHORT).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("NOOP deaf")).isEqualTo("451 4.4.2 Error: next hop did not answer in time");
            proxy.log().await("next hop lost");
            assertThat(client.envelope().data("text\r\n")).startsWith("250");
        }
    }

    /** A byte now and a byte then, each in time, until nobody takes any more. */
    private static void drip(SmtpClient client) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    client.send("x");
                    LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
                }
            } catch (IOException e) {
                // The connection is closed: that is what we wanted to see.
            }
        });
    }
}
