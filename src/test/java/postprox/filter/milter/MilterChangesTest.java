package postprox.filter.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.testkit.ScriptedMilter.number;
import static postprox.testkit.ScriptedMilter.packet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Verdict;
import postprox.smtp.Reply;

/** What a milter changes of a message, at the end of it. */
class MilterChangesTest {
    private static final int LEADING_SPACE = 1 << 20;

    @AutoClose
    private final MilterTrial trial;

    MilterChangesTest(@TempDir Path directory) throws IOException {
        trial = new MilterTrial(directory);
    }

    @Test
    void changesAreVoidWithARefusal() {
        trial.atEnd(0, packet('h', "X-A\0b\0"), packet('b', "new"), packet('y', "554 5.7.1 no\0"));

        assertThat(trial.ask(MilterTrial.SMALL)).isEqualTo(new Verdict.Reject(Reply.of(554, "5.7.1 no")));
    }

    static Stream<Arguments> headerChanges() {
        return Stream.of(
                Arguments.of("at the end", "h", "X-N\0v\0", "A: 1~B: 2~a: 3~X-N: v~"),
                Arguments.of("at the top", "i", number(0) + "X-N\0v\0", "X-N: v~A: 1~B: 2~a: 3~"),
                Arguments.of("below one", "i", number(1) + "X-N\0v\0", "A: 1~X-N: v~B: 2~a: 3~"),
                Arguments.of("below three", "i", number(3) + "X-N\0v\0", "A: 1~B: 2~a: 3~X-N: v~"),
                Arguments.of("below too many", "i", number(-1) + "X-N\0v\0", "A: 1~B: 2~a: 3~X-N: v~"),
                Arguments.of("change the first", "m", number(1) + "A\0v\0", "A: v~B: 2~a: 3~"),
                Arguments.of("change the second", "m", number(2) + "A\0v\0", "A: 1~B: 2~A: v~"),
                Arguments.of("0 is the first", "m", number(0) + "a\0v\0", "a: v~B: 2~a: 3~"),
                Arguments.of("none there: at the end", "m", number(3) + "A\0v\0", "A: 1~B: 2~a: 3~A: v~"),
                Arguments.of("delete the second", "m", number(2) + "A\0\0", "A: 1~B: 2~"),
                Arguments.of("delete the first by 0", "m", number(0) + "A\0\0", "B: 2~a: 3~"),
                Arguments.of("none there to delete", "m", number(3) + "A\0\0", "A: 1~B: 2~a: 3~"),
                Arguments.of("a fold", "h", "X-N\0v\n\tw\0", "A: 1~B: 2~a: 3~X-N: v~\tw~"),
                Arguments.of("a fold with CRLF", "h", "X-N\0v\r\n w\r\n\0", "A: 1~B: 2~a: 3~X-N: v~ w~"),
                Arguments.of("folded at once", "h", "X-N\0\n\tw\0", "A: 1~B: 2~a: 3~X-N: ~\tw~"),
                Arguments.of("a blank of its own", "h", "X-N\0 v\0", "A: 1~B: 2~a: 3~X-N:  v~"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headerChanges")
    void aChangeOfTheHeaderIsMadeAtItsPlace(String what, String letter, String data, String header) throws IOException {
        trial.atEnd(0, packet(letter.charAt(0), data), packet('c', ""));

        assertThat(trial.passing("A: 1\nB: 2\na: 3\n\nbody\n")).isEqualTo(header.replace('~', '\n') + "\nbody\n");
    }

    @Test
    void withLeadingSpaceAValueComesAsItIs() throws IOException {
        trial.atEnd(
                LEADING_SPACE,
                packet('h', "X-A\0 v\0"),
                packet('h', "X-B\0v\0"),
                packet('h', "X-C\0  v\0"),
                packet('c', ""));

        assertThat(trial.passing("A: 1\n\nbody\n")).isEqualTo("A: 1\nX-A: v\nX-B:v\nX-C:  v\n\nbody\n");
    }

    @Test
    void eachChangeSeesThoseBeforeIt() throws IOException {
        trial.atEnd(
                0,
                packet('i', number(0) + "A\0new\0"),
                packet('m', number(2) + "A\0changed\0"),
                packet('p', ""),
                packet('m', number(1) + "A\0\0"),
                packet('h', "B\0end\0"),
                packet('a', ""));

        assertThat(trial.passing("A: 1\n\nbody\n")).isEqualTo("A: changed\nB: end\n\nbody\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-A\0v\nBcc: x@example.org\0",
                "X-A\0v\n\n\tw\0",
                "X-A\0v\rw\0",
                "X A\0v\0",
                "X-A:\0v\0",
                "\0v\0"
            })
    void aFieldThatWouldBeMoreThanAFieldIsAFailure(String data) {
        trial.atEnd(0, packet('h', data), packet('c', ""));

        assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.LONG))
                .contains("it wants a header field that cannot stand in a message: ");
    }

    @Test
    void aBodyReplacesTheOldOneAndLeavesTheHeader() throws IOException {
        trial.atEnd(
                0,
                packet('b', "new "),
                packet('p', ""),
                packet('b', "body\r\nend"),
                packet('h', "X-A\0b\0"),
                packet('c', ""));

        assertThat(trial.passing("A: 1\n  fold\n\nold\n")).isEqualTo("A: 1\n  fold\nX-A: b\n\nnew body\nend\n");
    }

    @Test
    void anEmptyBodyIsOne() throws IOException {
        trial.atEnd(0, packet('b', ""), packet('c', ""));

        assertThat(trial.passing("A: 1\n\nold\n")).isEqualTo("A: 1\n\n");
    }

    @Test
    void aSecondBodyIsAFailure() {
        trial.atEnd(0, packet('b', "one"), packet('h', "X-A\0b\0"), packet('b', "two"), packet('c', ""));

        assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.LONG))
                .contains("it wants to replace the body a second time");
    }

    @Test
    void moreChangesThanAHeaderHoldsAreAFailure() {
        trial.atEnd(0, packet('h', "X-A\0" + "x\n\t".repeat(3000) + "y\0").repeat(40), packet('c', ""));

        assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.LONG))
                .contains("it wants more changes of the header than a header can hold");
    }
}
