package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.text.WireText;

/** Content in chunks: the bar | in a row is where one ends and the next begins. */
class ChunkReaderTest {
    /** The chunks, the text with {@link StrayCr#SPACE}, and the text with {@link StrayCr#KEEP}. */
    static Stream<Arguments> table() {
        return Stream.of(
                row("", "", ""), // BDAT 0 LAST
                row("||", "", ""),
                row("a\r\n", "a\n", "a\n"),
                row("a\r\n|", "a\n", "a\n"),
                row("\r\n", "\n", "\n"),
                // A last line without an end.
                row("a", "a\n", "a\n"),
                row("a\r\nb|", "a\nb\n", "a\nb\n"),
                row("a\r", "a \n", "a\r\n"),
                row("a\r|", "a \n", "a\r\n"),
                row("\r", " \n", "\r\n"),
                // A chunk that ends between CR and LF, and one that ends with a stray CR.
                row("a\r|\nb\r\n", "a\nb\n", "a\nb\n"),
                row("a\r||\nb\r\n", "a\nb\n", "a\nb\n"),
                row("a\r|\n", "a\n", "a\n"),
                row("a\r|b\r\n", "a b\n", "a\rb\n"),
                row("a\r|\r\nb\r\n", "a \nb\n", "a\r\nb\n"),
                row("a\r|\r|\r|\n", "a  \n", "a\r\r\n"),
                row("\r|a", " a\n", "\ra\n"),
                // Stray line ends within.
                row("a\nb\r\n", "a\nb\n", "a\nb\n"),
                row("a\n|\nb\n", "a\n\nb\n", "a\n\nb\n"),
                row("a\n\r\n", "a\n\n", "a\n\n"),
                row("a\rb\r\r\n", "a b \n", "a\rb\r\n"),
                // Dots are just dots, and nothing ends content.
                row(".\r\n", ".\n", ".\n"),
                row("..\r\n.a\r\n", "..\n.a\n", "..\n.a\n"),
                row("a\r\n.\r\nb\r\n", "a\n.\nb\n", "a\n.\nb\n"),
                row("a\r\n|.|\r\n|QUIT\r\n", "a\n.\nQUIT\n", "a\n.\nQUIT\n"),
                row("\0\u0085\u00ff\r\n", "\0\u0085\u00ff\n", "\0\u0085\u00ff\n"));
    }

    private static Arguments row(String chunks, String text, String kept) {
        return Arguments.of(chunks, text, kept);
    }

    @ParameterizedTest
    @MethodSource("table")
    void chunksMakeTheTextOfTheWholeHoweverTheyArrive(String chunks, String text, String kept) throws IOException {
        List<String> parts = List.of(chunks.split("\\|", -1));
        String wire = String.join("", parts) + "QUIT\r\n";
        Stream<InputBuffer> arrivals = Stream.concat(Portions.inTwo(wire).stream(), Stream.of(Portions.bytewise(wire)));
        for (InputBuffer in : arrivals.toList()) {
            assertThat(read(parts, in, StrayCr.SPACE)).isEqualTo(text);
            assertThat(LineReader.read(in, 512)).contains(Line.whole("QUIT"));
        }
        assertThat(read(parts, Portions.of(wire), StrayCr.KEEP)).isEqualTo(kept);
    }

    @Test
    void octetsThatDoNotComeMakeNoChunk() throws IOException {
        ChunkReader reader = new ChunkReader(StrayCr.SPACE);
        assertThat(reader.read(new Chunk(4, true), Portions.of("a\r\n"), (_, _, _) -> {}))
                .isFalse();
    }

    @Test
    void moreThanABufferIsCountedToTheOctet() throws IOException {
        String chunk = "x".repeat(997) + "\r\n";
        String wire = chunk.repeat(500);
        InputBuffer in = Portions.of(wire, wire + "QUIT\r\n");
        assertThat(read(List.of(wire, wire), in, StrayCr.SPACE))
                .isEqualTo(chunk.replace("\r\n", "\n").repeat(1000));
        assertThat(LineReader.read(in, 512)).contains(Line.whole("QUIT"));
    }

    /** Reads chunks of these lengths, the last of them as the last; returns the text. */
    static String read(List<String> chunks, InputBuffer in, StrayCr strayCr) throws IOException {
        StringBuilder text = new StringBuilder();
        ChunkReader reader = new ChunkReader(strayCr);
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = new Chunk(chunks.get(i).length(), i == chunks.size() - 1);
            assertThat(reader.read(
                            chunk, in, (bytes, offset, length) -> text.append(WireText.of(bytes, offset, length))))
                    .isTrue();
        }
        return text.toString();
    }
}
