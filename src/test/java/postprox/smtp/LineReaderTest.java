package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    private static final int MOST = 16;

    @Test
    void lineEndsWithLfAndCrBeforeItBelongsToTheEnd() throws IOException {
        assertThat(linesOf(Portions.of("NOOP\r\nRSET\nQUIT\r\r\n")))
                .containsExactly(text("NOOP"), text("RSET"), text("QUIT\r"));
    }

    @Test
    void crWithinALineIsPartOfIt() throws IOException {
        assertThat(linesOf(Portions.of("a\rb\r\n"))).containsExactly(text("a\rb"));
    }

    @Test
    void emptyLinesAreLines() throws IOException {
        assertThat(linesOf(Portions.of("\r\n\n"))).containsExactly(text(""), text(""));
    }

    @Test
    void everyByteButTheLineEndSurvives() throws IOException {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            if (c != '\n') {
                all.append(c);
            }
        }
        assertThat(LineReader.read(Portions.of(all + "\r\n"), 1000)).contains(text(all.toString()));
    }

    @Test
    void lineOfExactlyTheLimitIsTakenAndOneMoreByteIsTooMuch() throws IOException {
        assertThat(linesOf(Portions.of("12345678901234\r\n"))).containsExactly(text("12345678901234"));
        assertThat(linesOf(Portions.of("123456789012345\r\n"))).containsExactly(tooLong("123456789012345\r"));
    }

    @Test
    void lineThatIsTooLongIsSkippedToItsEndAndTheNextOneIsRead() throws IOException {
        String dialogue = "BDAT 1 LAST" + "x".repeat(70_000) + "\r\nNOOP\r\n";
        assertThat(linesOf(Portions.of(dialogue))).containsExactly(tooLong("BDAT 1 LASTxxxxx"), text("NOOP"));
        assertThat(linesOf(Portions.bytewise("bdat" + "x".repeat(40) + "\r\nNOOP\r\n")))
                .containsExactly(tooLong("bdatxxxxxxxxxxxx"), text("NOOP"));
    }

    @Test
    void lineThatNeverEndsIsNoLine() throws IOException {
        assertThat(linesOf(Portions.of("QUI"))).isEmpty();
        assertThat(linesOf(Portions.of("x".repeat(100)))).isEmpty();
    }

    @Property
    void sameLinesComeOutHoweverTheyWereSplit(
            @ForAll List<@IntRange(max = 7) Integer> bytes, @ForAll List<@IntRange(min = 1, max = 30) Integer> lengths)
            throws IOException {
        StringBuilder text = new StringBuilder();
        bytes.forEach(b -> text.append("abc d\r\n\u00fc".charAt(b)));
        assertThat(linesOf(Portions.split(text.toString(), lengths))).isEqualTo(linesOf(Portions.of(text.toString())));
    }

    private static Line text(String text) {
        return Line.whole(text);
    }

    private static Line tooLong(String start) {
        return new Line(start, Line.Form.TOO_LONG);
    }

    private static List<Line> linesOf(InputBuffer in) throws IOException {
        List<Line> lines = new ArrayList<>();
        Optional<Line> line = LineReader.read(in, MOST);
        while (line.isPresent()) {
            lines.add(line.get());
            line = LineReader.read(in, MOST);
        }
        return lines;
    }
}
