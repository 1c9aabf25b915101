package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.smtp.DataWriter.LineEnds;
import postprox.text.WireText;

/** Every state of the writer with every kind of byte: a dot, CR, LF, any other, the end of the text. */
class DataWriterTest {
    /** A text whose lines end with LF, what goes out with {@link StrayCr#SPACE}, and with {@link StrayCr#KEEP}. */
    static Stream<Arguments> linesWithLf() {
        return Stream.of(
                // At the start of a line.
                row("", "", ""), // an empty message has no line
                row("\n", "\r\n", "\r\n"),
                row(".\n", "..\r\n", "..\r\n"), // stuffed (RFC 5321 section 4.5.2)
                row("..\n", "...\r\n", "...\r\n"),
                row("a\n.\nb\n", "a\r\n..\r\nb\r\n", "a\r\n..\r\nb\r\n"),
                row("a\n", "a\r\n", "a\r\n"),
                row("\ra\n", " a\r\n", "\ra\r\n"), // a CR is part of the line
                // Within a line.
                row("a.b\n", "a.b\r\n", "a.b\r\n"),
                row("a\n\nb\n", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n"),
                row("a", "a\r\n", "a\r\n"), // the last line has no end: without ours the dot would be part of it
                row("a\n.", "a\r\n..\r\n", "a\r\n..\r\n"),
                // Behind a CR.
                row("a\rb\n", "a b\r\n", "a\rb\r\n"),
                row("a\r.\n", "a .\r\n", "a\r.\r\n"),
                row("\r.\n", " .\r\n", "\r.\r\n"), // a dot behind a CR begins no line
                row("a\r\rb\n", "a  b\r\n", "a\r\rb\r\n"),
                row("a\r\nb\n", "a \r\nb\r\n", "a\r\r\nb\r\n"), // the CR before a LF is not part of the line end
                row("a\r\n.\nb\n", "a \r\n..\r\nb\r\n", "a\r\r\n..\r\nb\r\n"),
                row("a\r", "a \r\n", "a\r\r\n"),
                row("\r", " \r\n", "\r\r\n"),
                // Bytes that mean nothing here.
                row("\0\u00ff\u0085\n", "\0\u00ff\u0085\r\n", "\0\u00ff\u0085\r\n"));
    }

    /** The same for what a program wrote, whose lines may end with CRLF as well. */
    static Stream<Arguments> linesWithLfOrCrlf() {
        return Stream.of(
                row("", "", ""),
                row("a\nb\r\nc\n", "a\r\nb\r\nc\r\n", "a\r\nb\r\nc\r\n"), // the original made CRCRLF of CRLF
                row("\r\n", "\r\n", "\r\n"),
                row("\r\n.\r\n", "\r\n..\r\n", "\r\n..\r\n"),
                row(".\r\n", "..\r\n", "..\r\n"),
                row("a\r\n.", "a\r\n..\r\n", "a\r\n..\r\n"),
                row("a\r\r\n", "a \r\n", "a\r\r\n"), // one CR of the two is stray
                row("a\rb\n", "a b\r\n", "a\rb\r\n"),
                row("a\r", "a \r\n", "a\r\r\n"),
                row("a\n.\rb\n", "a\r\n.. b\r\n", "a\r\n..\rb\r\n"),
                row("a\r.\r\n", "a .\r\n", "a\r.\r\n"));
    }

    private static Arguments row(String text, String wire, String kept) {
        return Arguments.of(text, wire, kept);
    }

    @ParameterizedTest
    @MethodSource("linesWithLf")
    void textBecomesContentHoweverItIsSplit(String text, String wire, String kept) throws IOException {
        assertContent(LineEnds.LF, text, wire, kept);
    }

    @ParameterizedTest
    @MethodSource("linesWithLfOrCrlf")
    void whatAProgramWroteBecomesContentHoweverItIsSplit(String text, String wire, String kept) throws IOException {
        assertContent(LineEnds.LF_OR_CRLF, text, wire, kept);
    }

    private static void assertContent(LineEnds lineEnds, String text, String wire, String kept) throws IOException {
        for (List<String> blocks : waysToWrite(text)) {
            assertThat(write(blocks, lineEnds, StrayCr.SPACE)).isEqualTo(wire);
            assertThat(write(blocks, lineEnds, StrayCr.KEEP)).isEqualTo(kept);
        }
    }

    private static List<List<String>> waysToWrite(String text) {
        return Stream.concat(
                        IntStream.rangeClosed(0, text.length())
                                .mapToObj(cut -> List.of(text.substring(0, cut), text.substring(cut))),
                        Stream.of(List.of(text.split(""))))
                .toList();
    }

    static String write(List<String> blocks, LineEnds lineEnds, StrayCr strayCr) throws IOException {
        StringBuilder wire = new StringBuilder();
        DataWriter writer = new DataWriter(
                (bytes, offset, length) -> wire.append(WireText.of(bytes, offset, length)), lineEnds, strayCr);
        for (String block : blocks) {
            // Behind other bytes, as in a buffer that is used again.
            byte[] buffer = WireText.bytes("\r\n.\r\n" + block);
            writer.write(buffer, 5, block.length());
        }
        writer.finish();
        return wire.toString();
    }
}
