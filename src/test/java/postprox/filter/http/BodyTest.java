package postprox.filter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.service.Exchange;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.net.WireException;
import postprox.testkit.PortionedWire;
import postprox.text.WireText;

class BodyTest {
    private static final String EVERY_BYTE = everyByte();

    @Test
    void aSizedBodyEndsAtItsLengthAndLeavesTheRest() throws IOException {
        Exchange exchange = exchange("HTTP/1.1 200 OK\r\nContent-Length: 256\r\n\r\n" + EVERY_BYTE + "more\n");

        assertThat(all(behind(exchange))).isEqualTo(EVERY_BYTE);
        assertThat(exchange.line(100)).isEqualTo("more");
    }

    @Test
    void aChunkedBodyIsItsChunksAndLeavesTheRest() throws IOException {
        Exchange exchange = exchange("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n" + "100 ;name=\"v\"\r\n"
                + EVERY_BYTE + "\r\n0a\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nmore\n");

        assertThat(all(behind(exchange))).isEqualTo(EVERY_BYTE + "0123456789");
        assertThat(exchange.line(100)).isEqualTo("more");
    }

    @Test
    void withoutALengthTheBodyGoesOnUntilTheServiceCloses() throws IOException {
        assertThat(all(behind(exchange("HTTP/1.1 200 OK\r\n\r\n" + EVERY_BYTE))))
                .isEqualTo(EVERY_BYTE);
    }

    /** RFC 9112 section 6.3, rule 1. A service that keeps the connection would be waited for. */
    @ParameterizedTest
    @ValueSource(strings = {"100 Continue", "204 No Content", "304 Not Modified"})
    void someStatusesHaveNoBody(String status) throws IOException {
        Exchange exchange = exchange("HTTP/1.1 " + status + "\r\n\r\nHTTP/1.1 200 OK\r\n");

        assertThat(all(behind(exchange))).isEmpty();
        assertThat(exchange.line(100)).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void anEndedBodyStaysEnded() throws IOException {
        for (String answer : List.of(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nmore")) {
            Body body = behind(exchange(answer));
            assertThat(body.read(new byte[9])).isEqualTo(-1);
            assertThat(body.read(new byte[9])).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding:",
                "Content-Length: -5",
                "Content-Length: +5",
                "Content-Length:",
                "Content-Length: 5, 5",
                "Content-Length: 0x5",
                "Content-Length: 9999999999999999",
                "Content-Length: 5 5",
            })
    void aBodyWhoseLengthIsInDoubtIsRefused(String fields) {
        assertThatThrownBy(() -> all(behind(exchange("HTTP/1.1 200 OK\r\n" + fields + "\r\n\r\nhello"))))
                .isInstanceOf(WrongAnswer.class);
    }

    @Test
    void theSameLengthTwiceIsALength() throws IOException {
        assertThat(all(behind(exchange("HTTP/1.1 200 OK\r\nContent-Length: 5\r\ncontent-length: 5\r\n\r\nhello"))))
                .isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "x\r\n",
                "-1\r\n",
                " \r\n",
                "5\r\nhello5\r\n",
                "5\r\nhello!\r\n0\r\n\r\n",
                "5\r\nhelloworld\r\n",
                "1000000000000000\r\n",
                "5;x\r\nhello\r\n;\r\n",
                "0x5\r\nhello\r\n",
            })
    void aChunkThatIsNoneIsRefused(String chunks) {
        assertThatThrownBy(
                        () -> all(behind(exchange("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks))))
                .isInstanceOf(WrongAnswer.class);
    }

    @Test
    void linesBetweenChunksAreNotReadToTheirEnd() {
        for (String endless : List.of("1;" + "x".repeat(300_000), "0\r\n" + "Trailer: x\r\n".repeat(30_000))) {
            PortionedWire wire = PortionedWire.of(endless);

            assertThatThrownBy(() -> all(Body.chunked(new Exchange(wire)))).isInstanceOf(WrongAnswer.class);
            assertThat(wire.bytesRead()).isLessThan(20_000);
        }
    }

    @Test
    void aConnectionThatBreaksIsNoEnd() {
        for (String answer : List.of(
                "HTTP/1.1 200 OK\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")) {
            PortionedWire wire = PortionedWire.of(answer).endingIn(WireException.Cause.TIMEOUT);
            assertThatThrownBy(() -> all(behind(new Exchange(wire)))).isInstanceOf(WireException.class);
        }
    }

    @Property
    void aBodyIsTheSameInAnyChunksAndPortions(
            @ForAll @Size(max = 40) List<@IntRange(max = 4) Integer> bytes,
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 9) Integer> chunks,
            @ForAll List<@IntRange(min = 1, max = 9) Integer> lengths)
            throws IOException {
        String content = content(bytes);

        assertThat(read(sized(content), lengths)).isEqualTo(content);
        assertThat(read(chunked(content, chunks), lengths)).isEqualTo(content);
        assertThat(read("HTTP/1.1 200 OK\r\n\r\n" + content, lengths)).isEqualTo(content);
    }

    @Property
    void aPartNeverPassesForTheWhole(
            @ForAll @Size(max = 40) List<@IntRange(max = 4) Integer> bytes,
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 9) Integer> chunks,
            @ForAll List<@IntRange(min = 1, max = 9) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 500) int cut) {
        String content = content(bytes);
        for (String whole : List.of(sized(content), chunked(content, chunks))) {
            String part = whole.substring(0, Math.max(0, whole.length() - cut));

            assertThatThrownBy(() -> read(part, lengths))
                    .isInstanceOf(WireException.class)
                    .hasMessageStartingWith("it closed the connection ");
        }
    }

    private static String content(List<Integer> bytes) {
        StringBuilder content = new StringBuilder();
        bytes.forEach(b -> content.append("0\r\n;\u00fc".charAt(b)));
        return content.toString();
    }

    private static String sized(String content) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + content.length() + "\r\n\r\n" + content;
    }

    private static String chunked(String content, List<Integer> chunks) {
        StringBuilder text = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        String rest = content;
        for (int chunk : chunks) {
            String part = rest.substring(0, Math.min(chunk, rest.length()));
            rest = rest.substring(part.length());
            text.append(part.isEmpty() ? "" : chunkOf(part));
        }
        return text.append(rest.isEmpty() ? "" : chunkOf(rest))
                .append("0\r\n\r\n")
                .toString();
    }

    private static String chunkOf(String part) {
        return Integer.toHexString(part.length()).toUpperCase(Locale.ROOT) + "\r\n" + part + "\r\n";
    }

    private static String read(String answer, List<Integer> lengths) throws IOException {
        return all(behind(new Exchange(new PortionedWire(answer, lengths))));
    }

    private static Exchange exchange(String answer) {
        return new Exchange(PortionedWire.of(answer));
    }

    private static Body behind(Exchange exchange) throws IOException {
        return Body.behind(Head.read(exchange), exchange);
    }

    private static String all(Body body) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] block = new byte[7];
        for (int count = body.read(block); count >= 0; count = body.read(block)) {
            text.append(WireText.of(block, 0, count));
        }
        return text.toString();
    }

    private static String everyByte() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }
        return all.toString();
    }
}
