package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which variables of a filter are marked as truncated. */
class VariablesTest {
    private final Variables variables = new Variables();

    @ParameterizedTest
    @CsvSource({"0, false", "99, false", "100, true"})
    void aValueIsMarkedIfItIsLongerThanItMayBe(int length, boolean cut) {
        variables.putShort("SENDER", "x".repeat(length));

        assertThat(variables.isCut("SENDER")).isEqualTo(cut);
    }

    @Test
    void theWholeValueBesideATruncatedOneIsNotMarked() {
        variables.putShortAndWhole("HELO", "x".repeat(100));

        assertThat(variables.isCut("HELO")).isTrue();
        assertThat(variables.isCut("HELO_FULL")).isFalse();
        assertThat(variables.values()).containsEntry("HELO_FULL", "x".repeat(100));
    }
}
