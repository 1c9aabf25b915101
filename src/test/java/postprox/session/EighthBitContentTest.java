package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.FilterProbe;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** Content that would end early for a next hop that clears the eighth bit never gets there, however it comes. */
final class EighthBitContentTest {
    private static final String REFUSED =
            "554 5.6.1 Error: without its eighth bits, the content would end before its end";
    private static final String ATTACK = "Subject: x\r\n\r\nBody\r\n\u00ae\r\nMAIL FROM:<smuggled@x>\r\n";

    @TempDir
    private Path spool;

    private final ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());

    @ParameterizedTest
    @ValueSource(strings = {"", " BODY=7BIT", " BODY=8BITMIME"})
    void isRefusedWhateverBodySaysAndTheFilterIsNotAsked(String body) throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        try (hop;
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(data(client, body, ATTACK)).isEqualTo(REFUSED);
            assertThat(data(client, body, "x\u008d\u008a\u00ae\u008d\u008ay\r\n"))
                    .isEqualTo(REFUSED);
            assertThat(data(client, body, "x".repeat(200_000) + "\r\n" + ATTACK))
                    .isEqualTo(REFUSED);
            assertThat(filter.seen()).isEmpty();
            assertThat(data(client, body, "text\r\n")).startsWith("250");
            assertThat(hop.mails()).hasSize(1);
        }
    }

    @Test
    void chunksBehindTheOneThatHoldsItAreRefusedToo() throws IOException {
        try (hop;
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.chunk("Body\r\n\u00ae")).startsWith("250");
            assertThat(client.chunk("\r\nQUIT\r\n")).isEqualTo(REFUSED);
            assertThat(client.lastChunk("more\r\n")).isEqualTo(REFUSED);
            assertThat(client.envelope().data("next\r\n")).startsWith("250");
            assertThat(hop.mails()).hasSize(1);
        }
    }

    /** The last line gets the end that it has not got, and is a line of one dot then. */
    @ParameterizedTest
    @ValueSource(strings = {"", " BODY=7BIT", " BODY=8BITMIME"})
    void aLastChunkThatEndsWithoutALineEndIsRefusedToo(String body) throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        try (hop;
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start();
                SmtpClient client = proxy.connect().greet()) {
            mail(client, body);
            assertThat(client.chunk("Body\r\n")).startsWith("250");
            assertThat(client.lastChunk("\u00ae")).isEqualTo(REFUSED);
            mail(client, body);
            assertThat(client.lastChunk("Body\r\n\u00ae")).isEqualTo(REFUSED);
            assertThat(filter.seen()).isEmpty();
            mail(client, body);
            assertThat(client.lastChunk("text")).startsWith("250");
            assertThat(hop.mails()).hasSize(1);
        }
    }

    @Test
    void aLastChunkWithoutOctetsEndsALineToo() throws IOException {
        try (hop;
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            assertThat(client.chunk("Body\r\n\u00ae")).startsWith("250");
            assertThat(client.lastChunk("")).isEqualTo(REFUSED);
            assertThat(hop.mails()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200_000})
    void anOutfileThatEndsWithoutALineEndIsRefusedToo(int before) throws IOException {
        try (hop;
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.rewriting("x".repeat(before) + "\n\u00ae"))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data("text\r\n")).isEqualTo(REFUSED);
            assertThat(hop.mails()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200_000})
    void whatAFilterWroteIsRefusedToo(int before) throws IOException {
        try (hop;
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.rewriting("x".repeat(before) + "\n\u00ae\nMAIL FROM:<smuggled@x>\n"))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data("text\r\n")).isEqualTo(REFUSED);
            assertThat(client.command("NOOP")).startsWith("250");
            proxy.log().await("without its eighth bits, what the filter wrote to OUTFILE would end before its end");
            assertThat(hop.mails()).isEmpty();
        }
    }

    /** In Latin-2 it is a Z with a caron, in Big5 the first half of "time"; that such a line begins so is no end. */
    @Test
    void aLineThatOnlyBeginsWithADotWithoutItsBitPassesUnlessSevenBitsWereAnnounced() throws IOException {
        String text = "\u00aeivot\r\n\u00ae\u00c9\r\n\u00d9\u008a.\r\n";
        try (hop;
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(data(client, "", text)).startsWith("250");
            assertThat(data(client, " BODY=8BITMIME", text)).startsWith("250");
            assertThat(data(client, " BODY=7BIT", text)).isEqualTo(REFUSED);
            assertThat(hop.mails()).hasSize(2);
        }
    }

    /** The word for "half" in UTF-8, before a full stop: sent as RFC 6152 has it, it is text. */
    @Test
    void aCharacterOfUtf8ThatIsALineEndWithoutItsBitsPassesWhereTheNextHopKeepsThem() throws IOException {
        String text = "\u00e5\u008d\u008a.\r\n";
        try (hop;
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(data(client, " BODY=8BITMIME", text)).startsWith("250");
            assertThat(data(client, "", text)).isEqualTo(REFUSED);
        }
    }

    @Test
    void itIsRefusedWhereTheNextHopHasNotOfferedToKeepThem() throws IOException {
        try (ScriptedNextHop clearing =
                        ScriptedNextHop.start(Script.obedient().offering("PIPELINING", "SIZE 1000000"));
                ProxyUnderTest proxy = ProxyUnderTest.before(clearing, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(data(client, " BODY=8BITMIME", "\u00e5\u008d\u008a.\r\n"))
                    .isEqualTo(REFUSED);
            assertThat(clearing.mails()).isEmpty();
        }
    }

    @Test
    void aCommandThatIsAnotherOneWithoutItsEighthBitsNeverReachesTheNextHop() throws IOException {
        String refused = "500 5.5.2 Error: command contains octets beyond US-ASCII where they are not allowed";
        try (hop;
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.command("MAIL FROM:<a@example.org> BODY=7BIT")).startsWith("250");
            assertThat(client.command("RSE\u00d4")).isEqualTo(refused);
            assertThat(client.command("MAI\u00cc FROM:<other@example.org>")).isEqualTo(refused);
            assertThat(client.command("RCPT TO:<b\u00c0example.com>")).isEqualTo(refused);
            assertThat(client.command("RCPT TO:<b@example.com>")).startsWith("250");
            assertThat(client.data("text\r\n")).startsWith("250");
            assertThat(hop.commands()).noneMatch(command -> command.chars().anyMatch(octet -> octet > 127));
        }
    }

    private static String data(SmtpClient client, String body, String content) throws IOException {
        mail(client, body);
        return client.data(content);
    }

    private static void mail(SmtpClient client, String body) throws IOException {
        assertThat(client.command("MAIL FROM:<a@example.org>" + body)).startsWith("250");
        assertThat(client.command("RCPT TO:<b@example.com>")).startsWith("250");
    }
}
