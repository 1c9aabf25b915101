package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.RefusalText;
import postprox.text.WireText;

/** What is noticed about the words of a filter. */
class SaidTest {
    @ParameterizedTest
    @CsvSource({"'', true", "'\n \n', true", "no, false", "'no\n\n', false"})
    void blankLinesSayNothing(String text, boolean empty) {
        assertThat(said(text).isEmpty()).isEqualTo(empty);
    }

    @ParameterizedTest
    @CsvSource({
        "550 no, false",
        "550 n\to, false",
        "550 gr\u00fcn, true",
        "550 \u001b[2J, true",
        "'\u00fc\n550 no', false",
    })
    void bytesThatAReplyMustNotHaveAreLost(String text, boolean lost) {
        assertThat(said(text).losesBytes()).isEqualTo(lost);
    }

    @ParameterizedTest
    @CsvSource({
        "550 no, true",
        "499 no, true",
        "550, true",
        "'550\tno', true",
        "550-no, false",
        "5501, false",
        "55, false",
        "354 no, false",
        "600 no, false",
        "5x0 no, false",
        "55x no, false",
        "'550 no\nthat is all', false",
    })
    void aCodeBeforeABlankOrAloneIsThatOfTheReply(String text, boolean chosen) {
        assertThat(said(text).choosesCode()).isEqualTo(chosen);
    }

    /** A line that has one is no line of a crash report, also where more lines of the reply are to follow. */
    @ParameterizedTest
    @CsvSource({"450, true", "450 x, true", "450-x, true", "'450\tx', true", "4501, false", "45, false", "450x, false"})
    void aCodeIsOneAlsoBeforeAHyphen(String line, boolean coded) {
        assertThat(RefusalText.hasCode(line)).isEqualTo(coded);
    }

    @ParameterizedTest
    @CsvSource({
        "550 4.123.999 x, 550 5.123.999 x",
        "550 4.1234.1 x,  550 4.1234.1 x",
        "550 4.1.1234 x,  550 4.1.1234 x",
        "550 4.0.9,       550 5.0.9",
        "550 4.1. x,      550 4.1. x",
        "550 4.:.1 x,     550 4.:.1 x",
        "550 4./.1 x,     550 4./.1 x",
        "550 421.1 x,     550 421.1 x",
        "550 4.1 1.1.1,   550 4.1 1.1.1",
    })
    void anEnhancedCodeGetsTheClassOfTheReplyCode(String line, String reply) {
        assertThat(RefusalText.of(line).oneLine()).isEqualTo(reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"550 4", "550 4.", "550 4.1", "550 4.1.", "550 ."})
    void theBeginningOfAnEnhancedCodeIsAWordLikeOthers(String line) {
        assertThat(RefusalText.of(line).oneLine()).isEqualTo(line);
    }

    private static Said said(String text) {
        Said said = new Said();
        said.take(WireText.bytes(text));
        return said;
    }
}
