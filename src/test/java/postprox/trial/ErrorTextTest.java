package postprox.trial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorTextTest {
    private final ErrorText text = new ErrorText();

    @Test
    void silenceIsNoLine() {
        assertThat(text.lines()).isEmpty();
    }

    @Test
    void linesInPiecesAreWholeLines() {
        take("one\ntw");
        take("o\nlast");

        assertThat(text.lines()).containsExactly("one", "two", "last");
    }

    @Test
    void tabsAreBlanks() {
        take("gone\tand \u00fc\n");

        assertThat(text.lines()).containsExactly("gone    and \u00fc");
    }

    @Test
    void floodIsCutOffAndSaysSo() {
        String line = "x".repeat(99) + "\n";
        for (int i = 0; i < 1000; i++) {
            take(line);
        }

        assertThat(text.lines()).hasSize(165).last().isEqualTo("[the first 16384 of 100000 bytes]");
    }

    private void take(String words) {
        text.take(words.getBytes(ISO_8859_1));
    }
}
