package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import postprox.text.WireText;

/** The end of standard error that is kept. */
class ErrorTailTest {
    private final ErrorTail tail = new ErrorTail();

    @Test
    void linesAreThoseOfTheOutputHoweverItComes() {
        take("one\n", "tw", "", "o\n\nthr", "ee");

        assertThat(tail.lines()).containsExactly("one", "two", "", "three");
        assertThat(tail.isCut()).isFalse();
    }

    @Test
    void blankLinesAtTheEndAreLeftOut() {
        take("\none\n\n \t\n\n");

        assertThat(tail.lines()).containsExactly("", "one");
    }

    @Test
    void ofNothingThereIsNoLine() {
        assertThat(tail.lines()).isEmpty();
        take("\n \n");
        assertThat(tail.lines()).isEmpty();
    }

    @Test
    void asMuchAsFitsIsKeptWhole() {
        String first = "x".repeat(ErrorTail.MAX_BYTES / 2);
        take(first, "\n" + first.substring(1));

        assertThat(tail.isCut()).isFalse();
        assertThat(tail.lines()).containsExactly(first, first.substring(1));
    }

    @Test
    void ofMoreTheEndIsKeptFromItsFirstWholeLine() {
        String end = "y".repeat(ErrorTail.MAX_BYTES - "x\nend".length());
        take("xx\n" + end + "\nend");

        assertThat(tail.isCut()).isTrue();
        assertThat(tail.lines()).containsExactly(end, "end");

        take("\n", "last\n");

        assertThat(tail.isCut()).isTrue();
        assertThat(tail.lines()).containsExactly("end", "last");
    }

    @Test
    void aLineWhoseBeginningWasNotKeptIsLeftOutAlsoIfItIsTheOnlyOne() {
        take("550 " + "x".repeat(ErrorTail.MAX_BYTES));

        assertThat(tail.lines()).isEmpty();
    }

    private void take(String... output) {
        for (String text : output) {
            tail.take(WireText.bytes(text));
        }
    }
}
