package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.smtp.DataWriter.LineEnds;
import postprox.text.WireText;

/** A text after its way through SMTP is byte for byte the text that a filter would see in the mail flow. */
class SmtpRoundTripTest {
    /** A text, its line ends, and the text that arrives with {@link StrayCr#SPACE} and with {@link StrayCr#KEEP}. */
    static Stream<Arguments> texts() {
        return Stream.of(
                row("", LineEnds.LF, "", ""),
                row("a\nb\n", LineEnds.LF, "a\nb\n", "a\nb\n"),
                row("a", LineEnds.LF, "a\n", "a\n"), // the last line gets its end
                row("\n", LineEnds.LF, "\n", "\n"),
                row(".\n", LineEnds.LF, ".\n", ".\n"), // a dot alone ends nothing
                row("..\n.a\n", LineEnds.LF, "..\n.a\n", "..\n.a\n"),
                row("a\n.", LineEnds.LF, "a\n.\n", "a\n.\n"),
                row("a\r\n", LineEnds.LF, "a \n", "a\r\n"), // this CR belongs to the line
                row("a\r\n", LineEnds.LF_OR_CRLF, "a\n", "a\n"), // and this one to the line end
                row("a\rb\n", LineEnds.LF_OR_CRLF, "a b\n", "a\rb\n"),
                row("a\r", LineEnds.LF_OR_CRLF, "a \n", "a\r\n"),
                row("\0\u00ff\n", LineEnds.LF, "\0\u00ff\n", "\0\u00ff\n"));
    }

    private static Arguments row(String text, LineEnds ends, String arrives, String kept) {
        return Arguments.of(text, ends, arrives, kept);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textArrivesAsInTheMailFlowHoweverItIsSplit(String text, LineEnds ends, String arrives, String kept)
            throws IOException {
        List<List<String>> splits = List.of(List.of(text), List.of(text.split("")));
        for (List<String> blocks : splits) {
            assertThat(pass(blocks, ends, StrayCr.SPACE)).isEqualTo(arrives);
            assertThat(pass(blocks, ends, StrayCr.KEEP)).isEqualTo(kept);
        }
    }

    /** The reader's buffer is smaller than a block, and a block may bring nothing. */
    @Test
    void longTextArrivesWhole() throws IOException {
        String line = ".".repeat(998) + "\n";
        String block = line.repeat(16);
        List<String> blocks = List.of(block, "", block, block + "x");
        assertThat(pass(blocks, LineEnds.LF, StrayCr.SPACE)).isEqualTo(line.repeat(48) + "x\n");
    }

    private static String pass(List<String> blocks, LineEnds ends, StrayCr strayCr) throws IOException {
        Deque<String> left = new ArrayDeque<>(blocks);
        StringBuilder arrived = new StringBuilder();
        SmtpRoundTrip.pass(
                block -> next(left, block),
                ends,
                strayCr,
                (bytes, offset, length) -> arrived.append(WireText.of(bytes, offset, length)));
        return arrived.toString();
    }

    private static int next(Deque<String> left, byte[] block) {
        if (left.isEmpty()) {
            return -1;
        }
        byte[] bytes = WireText.bytes(left.remove());
        System.arraycopy(bytes, 0, block, 0, bytes.length);
        return bytes.length;
    }
}
