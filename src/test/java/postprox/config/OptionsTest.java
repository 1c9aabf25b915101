package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is declared of options. */
class OptionsTest {
    @Test
    void everyDefaultIsAValueOfItsOption() {
        options()
                .filter(option -> !option.byDefault().isEmpty())
                .forEach(option -> assertThatCode(() -> option.type().parse(option.byDefault()))
                        .as(option.name())
                        .doesNotThrowAnyException());
    }

    @Test
    void noNameAndNoLetterStandsForTwo() {
        assertThat(options().map(Option::name)).doesNotHaveDuplicates();
        assertThat(options().map(Option::letter).filter(letter -> !letter.isEmpty()))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyOptionOfTheProxyMayStandInAFileButThoseThatConcernOneStart() {
        assertThat(Options.of(Usage.SERVE).stream().filter(option -> !option.isInFile()))
                .extracting(Option::name)
                .containsExactly("config", "resident", "help", "license", "version");
    }

    @Test
    void waitsEndBeforePostfixsOwnDo() {
        // smtpd_proxy_timeout
        for (Option<Duration> option : List.of(ServiceOptions.DEADLINE, ServiceOptions.NEXT_HOP_TIMEOUT)) {
            assertThat(option.type().parse(option.byDefault())).isLessThan(Duration.ofSeconds(100));
        }
    }

    @ParameterizedTest
    @CsvSource({"90, 90", "90s, 90", "2m, 120", "3h, 10800", "1d, 86400", "1440m, 86400", "1, 1", "00030, 30"})
    void secondsMayHaveTheUnitsOfPostfix(String text, long seconds) {
        assertThat(FilterOptions.TIMEOUT.type().parse(text)).hasSeconds(seconds);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "20000000, 20000000", "1K, 1024", "20M, 20971520", "3G, 3221225472"})
    void bytesMayHaveUnits(String text, long bytes) {
        assertThat(LimitOptions.MESSAGE_SIZE.type().parse(text)).isEqualTo(bytes);
    }

    private static Stream<Option<?>> options() {
        return Options.groups().stream().flatMap(group -> group.options().stream());
    }
}
