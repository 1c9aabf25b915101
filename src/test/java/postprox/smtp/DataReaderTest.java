package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.text.WireText;

/** Every state of the reader with every kind of byte: a dot, CR, LF, any other, the end of input. */
class DataReaderTest {
    /** What comes, the text with {@link StrayCr#SPACE}, and the text with {@link StrayCr#KEEP}. */
    static Stream<Arguments> table() {
        return Stream.of(
                // At the start of a line (here: of the content).
                row(".\r\n", "", ""), // the end: an empty message
                row("\r\n.\r\n", "\n", "\n"), // an empty line
                row("\n\r\n.\r\n", "\n\n", "\n\n"), // stray LF: a line end
                row("a\r\n.\r\n", "a\n", "a\n"),
                row("\ra\r\n.\r\n", " a\n", "\ra\n"), // stray CR
                // The same behind a CRLF.
                row("x\r\n\n\r\n.\r\n", "x\n\n\n", "x\n\n\n"),
                row("x\r\n\ra\r\n.\r\n", "x\n a\n", "x\n\ra\n"),
                // Within a line.
                row("a.b\r\n.\r\n", "a.b\n", "a.b\n"), // just a dot
                row("a.\r\n.\r\n", "a.\n", "a.\n"),
                row("ab\r\n.\r\n", "ab\n", "ab\n"),
                row("a\nb\r\n.\r\n", "a\nb\n", "a\nb\n"), // stray LF
                row("a\n\nb\r\n.\r\n", "a\n\nb\n", "a\n\nb\n"),
                // Behind a CR within a line.
                row("a\r\r\n.\r\n", "a \n", "a\r\n"), // the first CR is stray
                row("a\r\r\r\n.\r\n", "a  \n", "a\r\r\n"),
                row("a\r.\r\n.\r\n", "a .\n", "a\r.\n"), // just a dot
                row("a\rb\r\n.\r\n", "a b\n", "a\rb\n"),
                // Behind a stray LF: not at the start of a line, so dots are just dots.
                row("a\n.\r\n.\r\n", "a\n.\n", "a\n.\n"), // LF.CRLF is no end (CVE-2023-51764)
                row("a\n.\nb\r\n.\r\n", "a\n.\nb\n", "a\n.\nb\n"), // nor is LF.LF
                row("a\n..\r\n.\r\n", "a\n..\n", "a\n..\n"), // and the second dot stays
                row("a\n\r\n.\r\n", "a\n\n", "a\n\n"), // while CRLF behind it starts a line
                row("a\n\r.\r\n.\r\n", "a\n .\n", "a\n\r.\n"),
                // Behind a dot at the start of a line: the dot was put there (RFC 5321 section 4.5.2).
                row("..\r\n.\r\n", ".\n", ".\n"),
                row("...\r\n.\r\n", "..\n", "..\n"),
                row(".a\r\n.\r\n", "a\n", "a\n"),
                row(".\na\r\n.\r\n", "\na\n", "\na\n"), // CRLF.LF is no end
                row(".\n.\r\n.\r\n", "\n.\n", "\n.\n"),
                // Behind a dot and a CR at the start of a line.
                row(".\r\r\n.\r\n", " \n", "\r\n"), // CRLF.CRCRLF is no end
                row(".\r.\r\n.\r\n", " .\n", "\r.\n"), // CRLF.CR. neither
                row(".\ra\r\n.\r\n", " a\n", "\ra\n"), // nor CRLF.CR, which ended content in the original
                row("x\r\n.\rMAIL FROM:<evil@x>\r\n.\r\n", "x\n MAIL FROM:<evil@x>\n", "x\n\rMAIL FROM:<evil@x>\n"),
                // Bytes that some program takes for something else.
                row("\0a\0\r\n.\r\n", "\0a\0\n", "\0a\0\n"),
                row("\u0085\u00e9\u00ff\r\n.\r\n", "\u0085\u00e9\u00ff\n", "\u0085\u00e9\u00ff\n"), // 85: NEL
                row("a\u000b.\u000c.\r\n.\r\n", "a\u000b.\u000c.\n", "a\u000b.\u000c.\n"));
    }

    private static Arguments row(String wire, String text, String kept) {
        return Arguments.of(wire, text, kept);
    }

    @ParameterizedTest
    @MethodSource("table")
    void contentBecomesTextHoweverItIsSplit(String wire, String text, String kept) throws IOException {
        for (InputBuffer in : waysToSend(wire)) {
            assertThat(Outcome.of(in, StrayCr.SPACE)).isEqualTo(new Outcome(true, text));
            assertThat(in.isEmpty()).isTrue();
        }
        for (InputBuffer in : waysToSend(wire)) {
            assertThat(Outcome.of(in, StrayCr.KEEP)).isEqualTo(new Outcome(true, kept));
        }
    }

    /** Postfix aborts a message by writing QUIT behind whatever it has sent, and closing (smtpd_proxy_close). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // each state, and then the end of input
                "a",
                "a\r",
                "a\r\n",
                "a\n",
                ".",
                ".\r",
                "a\r\n.",
                "a\r\n.\r",
                "a\r\n..\r\n",
                "a\r\nQUIT\r\n",
                "a\n.\n",
                "a\n.\r\n",
                "a\r.\r",
                "a\r.\r\n",
                "a\r\n.\n",
                "a\r\n.\r\r\n",
                "a\r\n.\rQUIT\r\n",
            })
    void contentEndsOnlyWithCrlfDotCrlf(String wire) throws IOException {
        for (InputBuffer in : waysToSend(wire)) {
            assertThat(Outcome.of(in, StrayCr.SPACE).ended()).isFalse();
        }
    }

    @Test
    void whatComesBehindTheEndIsNotContent() throws IOException {
        InputBuffer in = Portions.of("a\r\n.\r\nMAIL FROM:<a@b>\r\nDATA\r\n");
        assertThat(Outcome.of(in, StrayCr.SPACE)).isEqualTo(new Outcome(true, "a\n"));
        assertThat(LineReader.read(in, 512)).contains(Line.whole("MAIL FROM:<a@b>"));
        assertThat(LineReader.read(in, 512)).contains(Line.whole("DATA"));
    }

    @Test
    void whatWasReadAheadOfContentIsPartOfIt() throws IOException {
        InputBuffer in = Portions.of("DATA\r\n.a\r\n.", "\r\nQUIT\r\n");
        assertThat(LineReader.read(in, 512)).contains(Line.whole("DATA"));
        assertThat(Outcome.of(in, StrayCr.SPACE)).isEqualTo(new Outcome(true, "a\n"));
        assertThat(LineReader.read(in, 512)).contains(Line.whole("QUIT"));
    }

    @Test
    void lineOfAMegabytePasses() throws IOException {
        String line = "x".repeat(1 << 20);
        assertThat(Outcome.of(Portions.of(line + "\r\n.\r\n"), StrayCr.SPACE))
                .isEqualTo(new Outcome(true, line + "\n"));
    }

    private static List<InputBuffer> waysToSend(String wire) {
        return Stream.concat(Portions.inTwo(wire).stream(), Stream.of(Portions.bytewise(wire)))
                .toList();
    }

    /** Whether the content ended, and its text. */
    record Outcome(boolean ended, String text) {
        static Outcome of(InputBuffer in, StrayCr strayCr) throws IOException {
            StringBuilder text = new StringBuilder();
            boolean ended = new DataReader(strayCr)
                    .read(in, (buffer, offset, length) -> text.append(WireText.of(buffer, offset, length)));
            return new Outcome(ended, text.toString());
        }
    }
}
