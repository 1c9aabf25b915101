package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.Act;
import postprox.testkit.FilterProbe;
import postprox.testkit.Point;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** The promises for content that comes by BDAT (RFC 3030), whatever happens meanwhile. */
final class ChunkingTest {
    private static final String ENVELOPE = "EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n";

    @TempDir
    private Path spool;

    /** Each prefix of a session up to the last octet of its last chunk, cut off there. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSessionThatIsCutOffAnywhereDeliversNothing(boolean reset) throws IOException {
        String chunks = "BDAT 4\r\nS: xBDAT 5\r\n\r\n.\r\nBDAT 3 LAST\r\ny\r\n";
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start()) {
            for (int length = 0; length < chunks.length(); length++) {
                SmtpClient client = proxy.connect();
                assertThat(client.reply()).startsWith("220");
                client.send(ENVELOPE + chunks.substring(0, length));
                if (reset) {
                    client.reset();
                } else {
                    client.close();
                }
                hop.connection(length + 1).awaitEnd();
            }
            assertThat(hop.mails()).isEmpty();
            assertThat(hop.commands()).doesNotContain("DATA");
            assertThat(filter.seen()).isEmpty();
        }
    }

    /** The octets of a refused chunk are content, however many: none of them may be read as a command. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, 1025, 3_000_000})
    void theOctetsOfARefusedChunkAreDropped(int octets) throws IOException {
        String content = "DATA\r\nQUIT\r\n".repeat(octets / 12 + 1).substring(0, octets);
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.lastChunk(content)).isEqualTo("503 5.5.1 Error: need MAIL command");
            assertThat(client.command("NOOP")).isEqualTo("250 2.0.0 Ok");
            assertThat(hop.connection(1).commands()).endsWith("NOOP").doesNotContain("DATA", "QUIT");
        }
    }

    /** Its octets come all the same, however many: read as commands they could be anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bdat",
                "BDAT 4\r\ntextBDAT",
                "                                                                bdat"
            })
    void aBdatThatIsTooLongToBeReadEndsTheSession(String before) throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).commandBytes(512).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            client.send(before + " 28 LAST" + " ".repeat(600) + "\r\nMAIL FROM:<evil@example.org>\r\n");
            assertThat(client.rest())
                    .endsWith("421 4.5.4 Syntax: BDAT count [LAST] - closing connection, content"
                            + " cannot be told from commands\r\n");
            assertThat(hop.connection(1).awaitEnd().commands()).endsWith("RCPT TO:<recipient@example.org>", "QUIT");
        }
    }

    @Test
    void theNextHopIsKeptAwakeWhileChunksAreAwaitedAndHearsNothingElse() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .keepAlive(Duration.ofMillis(20))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.chunk("Subject: x\r\n")).startsWith("250");
            hop.connection(1).awaitCommandTimes("NOOP", 2);
            assertThat(hop.connection(1).commands()).doesNotContain("DATA");
            assertThat(client.lastChunk("\r\ntext\r\n")).isEqualTo("250 2.0.0 Ok: queued as Q1");
            assertThat(hop.mails().getFirst().wire()).isEqualTo("Subject: x\r\n\r\ntext\r\n");
        }
    }

    /** A message goes on with a next hop opened again; one that is taken back meanwhile is nothing to it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aNextHopThatIsLostBetweenChunksTakesNothingWithIt(boolean takenBack) throws IOException {
        Script dying = Script.obedient().at(Point.NOOP, Act.close());
        try (ScriptedNextHop hop = ScriptedNextHop.start(dying, Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .keepAlive(Duration.ofMillis(20))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.chunk("first\r\n")).startsWith("250");
            hop.connection(1).awaitEnd();
            if (takenBack) {
                assertThat(client.command("RSET")).isEqualTo("250 2.0.0 Ok");
            } else {
                assertThat(client.lastChunk("last\r\n")).startsWith("250 2.0.0 Ok: queued as ");
                assertThat(hop.connection(2).mails().getFirst().wire()).isEqualTo("first\r\nlast\r\n");
            }
            client.envelope();
            assertThat(client.lastChunk("second\r\n")).startsWith("250 2.0.0 Ok: queued as ");
            assertThat(hop.connection(2).mails().getLast().wire()).isEqualTo("second\r\n");
            assertThat(hop.mails()).hasSize(takenBack ? 1 : 2);
        }
    }

    /** Beyond what waits in memory a message goes to a file; where there can be none, all chunks hear it. */
    @Test
    void aSpoolThatFailsIsToldWithEachChunkAndTheSessionStaysInStep() throws IOException {
        String chunk = ("x".repeat(98) + "\r\n").repeat(1000);
        Path vanishing = Files.createDirectory(spool.resolve("vanishing"));
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, vanishing).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.chunk("first\r\n")).startsWith("250");
            Files.delete(vanishing);
            String refusal = "451 4.3.0 Error: cannot store the message for its filter";
            assertThat(client.chunk(chunk)).isEqualTo(refusal);
            assertThat(client.chunk("RSET\r\n")).isEqualTo(refusal);
            assertThat(client.lastChunk("QUIT\r\n")).isEqualTo(refusal);
            assertThat(hop.mails()).isEmpty();

            Files.createDirectory(
                    vanishing, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            client.envelope();
            assertThat(client.lastChunk(chunk)).startsWith("250 2.0.0 Ok: queued as");
            assertThat(hop.mails().getFirst().wire()).isEqualTo(chunk);
        }
    }

    @Test
    void chunksOfManyMegabytesArriveByteForByte() throws IOException {
        String chunk = (".x".repeat(480) + "\r\n").repeat(2000);
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.chunk(chunk)).isEqualTo("250 2.0.0 Ok: " + chunk.length() + " octets");
            assertThat(client.chunk(chunk)).startsWith("250");
            assertThat(client.lastChunk("")).isEqualTo("250 2.0.0 Ok: queued as Q1");
            assertThat(hop.mails().getFirst().wire())
                    .isEqualTo((chunk + chunk).replace("\r\n.", "\r\n..").replaceFirst("^\\.", ".."));
            assertThat(filter.only().text()).isEqualTo((chunk + chunk).replace("\r\n", "\n"));
        }
    }

    /** A message in hand is finished, one chunk after the other, before the program ends. */
    @Test
    void aDrainWaitsForTheLastChunk() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.chunk("first\r\n")).startsWith("250");
            assertThat(proxy.sessions().drain(Duration.ZERO)).isEqualTo(1);
            assertThat(client.chunk("second\r\n")).startsWith("250");
            assertThat(client.lastChunk("third\r\n")).isEqualTo("250 2.0.0 Ok: queued as Q1");
            assertThat(client.rest()).startsWith("421 4.3.2 Service shutting down");
        }
    }

    @Test
    @Tag("real-time")
    void aClientThatIsSilentBetweenChunksIsToldSoAndDeliversNothing() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .commandTimeout(Duration.ofMillis(200))
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.chunk("first\r\n")).startsWith("250");
            assertThat(client.rest()).isEqualTo("421 4.4.2 Timeout - closing connection\r\n");
            assertThat(hop.connection(1).awaitEnd().commands()).doesNotContain("DATA");
            proxy.log().await("content did not come in time; nothing was passed on");
        }
    }
}
