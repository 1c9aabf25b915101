package postprox.filter.rspamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.mail.HeaderField;

class FieldTextTest {
    /** A rule's value, with N for LF, R for CR and T for a tab, and the field's body. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Yes | ' Yes'",
                "'' | ' '",
                "oneRNTtwoRN | ' oneNTtwo'",
                "oneNtwo | ' oneNTtwo'",
                "oneRtwo | ' oneNTtwo'",
                "oneNN two | ' oneN two'",
                "oneN T Ntwo | ' oneNTtwo'",
                "NTone | ' NTone'",
                "NNNN | ' '",
                "oneRNinjected: yes | ' oneNTinjected: yes'",
            })
    void linesEndWithLfAndGoOnWithABlank(String value, String body) {
        assertThat(FieldText.field("A", wire(value))).isEqualTo(new HeaderField("A", wire(body)));
    }

    @Test
    void controlCharactersBecomeQuestionMarksAndAllElseKeepsItsBytes() {
        assertThat(FieldText.field("X-Test", "a\0b\u001b\u007f\u00e9\tc").body())
                .isEqualTo(" a?b??\u00e9\tc");
    }

    @Test
    void aLongLineIsFoldedAtABlank() {
        String body = FieldText.field("X-Test", "symbol ".repeat(1000)).body();

        assertThat(body.replace("\n", "").strip())
                .isEqualTo("symbol ".repeat(1000).strip());
        assertThat(Arrays.stream(body.split("\n")))
                .allMatch(line -> line.length() <= 998)
                .hasSizeGreaterThan(6);
    }

    @Test
    void aLongLineWithoutABlankIsFoldedWhereItIsFull() {
        String body = FieldText.field("X-Test", "x".repeat(5000)).body();

        assertThat(body.replace("\n\t", "").strip()).isEqualTo("x".repeat(5000));
        assertThat(Arrays.stream(body.split("\n")))
                .allMatch(line -> line.length() <= 998)
                .hasSize(6);
    }

    @Test
    void whatIsNoNameIsNoField() {
        for (String name : List.of("", "X Test", "X-Test:", "X-Test\n", "\u00e9")) {
            assertThatThrownBy(() -> FieldText.field(name, "x")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property
    void aValueIsAFieldOrItIsRefused(@ForAll List<@IntRange(max = 7) Integer> bytes, @ForAll boolean isLong) {
        StringBuilder value = new StringBuilder(isLong ? "word ".repeat(300) : "");
        bytes.forEach(b -> value.append("ab \t\r\n\0\u00fc".charAt(b)));

        String body = FieldText.field("X-Test", value.toString()).body();

        assertThat(letters(body)).isEqualTo(letters(value.toString()));
    }

    private static String letters(String text) {
        return text.replaceAll("[^a-z\u00fc]", "");
    }

    private static String wire(String text) {
        return text.replace('N', '\n').replace('R', '\r').replace('T', '\t');
    }
}
