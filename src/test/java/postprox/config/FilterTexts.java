package postprox.config;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Filters as an administrator writes them on the command line. */
final class FilterTexts {
    private FilterTexts() {}

    static FilterSpec parse(String text) {
        return new FilterText().parse(text);
    }

    static void isRefused(String text, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> parse(text))
                .withMessage(message);
    }
}
