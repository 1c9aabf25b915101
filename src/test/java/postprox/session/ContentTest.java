package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.smtp.StrayCr;
import postprox.testkit.FilterProbe;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** Content of every kind, byte for byte at the next hop, and the same for the filter. */
final class ContentTest {
    /** The blocks in which content is read and written; lines around these sizes meet a border. */
    private static final int BLOCK = 64 * 1024;

    @TempDir
    private Path spool;

    @Test
    void dotsAtEveryLineStart() throws IOException {
        passesAsItIs("..\r\n...\r\n..a\r\n..\r\n\r\n..\r\n");
    }

    @Test
    void everyByteThatIsNoLineEnd() throws IOException {
        String bytes = IntStream.range(0, 256)
                .filter(b -> b != '\r' && b != '\n')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        passesAsItIs(bytes + "\r\n" + "\0\r\n\0\0\r\n" + bytes + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 997, 998, 999, 1022, 1023, 1024, 4096, BLOCK - 2, BLOCK - 1, BLOCK, BLOCK + 1, 1 << 20})
    void linesOfEveryLength(int length) throws IOException {
        String line = "x".repeat(length) + "\r\n";
        passesAsItIs(line + line + "..\r\n" + line);
    }

    @Test
    void onlyEmptyLines() throws IOException {
        passesAsItIs("\r\n".repeat(BLOCK));
    }

    @Test
    void onlyDots() throws IOException {
        passesAsItIs("..\r\n".repeat(BLOCK));
    }

    @Test
    void anEmptyMessage() throws IOException {
        passesAsItIs("");
    }

    @Test
    void whatLooksLikeCommands() throws IOException {
        passesAsItIs("QUIT\r\nRSET\r\nMAIL FROM:<evil@x>\r\nDATA\r\n..\r\nBDAT 7\r\n");
    }

    @Test
    void linesOfRandomBytes() throws IOException {
        Random random = new Random(20260821);
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            byte[] line = new byte[random.nextInt(200)];
            random.nextBytes(line);
            String text = new String(line, StandardCharsets.ISO_8859_1).replaceAll("[\r\n]", "");
            content.append(text.startsWith(".") ? "." : "").append(text).append("\r\n");
        }
        passesAsItIs(content.toString());
    }

    /** All arrangements of CR, LF, dot and a letter: the filter and the next hop have the same, whatever it is. */
    @Test
    void theFilterSeesWhatTheNextHopGets() throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        StringBuilder all = new StringBuilder();
        String letters = "\r\n.x";
        for (int i = 0; i < 1 << 12; i++) {
            StringBuilder piece = new StringBuilder();
            for (int bits = i, n = 0; n < 6; n++, bits >>= 2) {
                piece.append(letters.charAt(bits & 3));
            }
            // The one arrangement that is an end.
            all.append(piece.toString().contains("\r\n.\r\n") ? "" : piece + "y");
        }
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(all + "\r\n")).startsWith("250");
            String wire = hop.mails().getFirst().wire();
            assertThat(unstuffed(wire)).isEqualTo(filter.only().text());
            assertThat(wire).doesNotContainPattern("\r(?!\n)").doesNotContainPattern("(?<!\r)\n");
            assertThat(client.quit()).isEqualTo("221 2.0.0 Bye\r\n");
        }
    }

    @Test
    void strayCrMayBeKept() throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        String content = "a\rb\r\r\n\rc\r\r\r\n" + "\r".repeat(BLOCK) + "\r\n";
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(filter)
                        .strayCr(StrayCr.KEEP)
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(content)).startsWith("250");
            assertThat(hop.mails().getFirst().wire()).isEqualTo(content);
            assertThat(filter.only().text()).isEqualTo(content.replace("\r\n", "\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no newline", "LF\n", "CRLF\r\n", "mixed\nlines\r\n", ".", ".\n", "\r\n.\r\nQUIT\r\n", "\n", "\r"
            })
    void whatTheFilterWroteHasLineEndsOfItsOwn(String written) throws IOException {
        String lines = written.replace("\r\n", "\n").replace('\r', ' ');
        String expected = lines.endsWith("\n") ? lines : lines + "\n";
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.rewriting(written))
                        .start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data("original\r\n")).startsWith("250");
            assertThat(unstuffed(hop.mails().getFirst().wire())).isEqualTo(expected);
            assertThat(client.quit()).isEqualTo("221 2.0.0 Bye\r\n");
        }
    }

    private void passesAsItIs(String wire) throws IOException {
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start();
                SmtpClient client = proxy.connect().greet()) {
            assertThat(client.envelope().data(wire)).startsWith("250 2.0.0 Ok: queued as ");
            assertThat(hop.mails().getFirst().wire()).isEqualTo(wire);
            assertThat(filter.only().text()).isEqualTo(unstuffed(wire));
            assertThat(client.quit()).isEqualTo("221 2.0.0 Bye\r\n");
        }
    }

    /** What a receiver makes of content (RFC 5321 section 4.5.2), as Unix text. */
    private static String unstuffed(String wire) {
        return wire.replaceAll("(?<=\r\n|^)\\.", "").replace("\r\n", "\n");
    }
}
