package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandWordsTest {
    @ParameterizedTest
    @CsvSource({
        "LAST, 0, true",
        "last, 0, true",
        "LASTS, 0, true",
        "LAS, 0, false",
        "10 LAST, 3, true",
        "10 LAST, 2, false",
        "10 LAST, 4, false", // the text ends before the word does
        "LAST, 4, false",
    })
    void wordIsFoundWhereItStands(String text, int at, boolean found) {
        assertThat(CommandWords.begins(text, at, "LAST")).isEqualTo(found);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "9, 9",
        "000000000000000000000012, 12", // zeros in front are no digits too many
        "999999999999999999, 999999999999999999",
        "0999999999999999999, 999999999999999999",
        "1000000000000000000, 9223372036854775807",
        "0100, 100",
        "'', -1",
        "/, -1",
        ":, -1",
        "1:, -1",
        "99999999999999999999x, -1",
    })
    void numberOfAnyLengthIsRead(String text, long number) {
        assertThat(CommandWords.number("x" + text + "9", 1, text.length() + 1)).isEqualTo(number);
    }
}
