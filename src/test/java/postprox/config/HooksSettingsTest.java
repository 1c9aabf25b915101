package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.Oversize;
import postprox.filter.hooks.Dialect;
import postprox.filter.hooks.Scanner.Standing;

/** A filter that speaks MTA Hooks, as the administrator declares it. */
class HooksSettingsTest {
    @Test
    void aUrlIsEnough() {
        FilterSpec filter = FilterTexts.parse("hooks:https://scanner.example/v1/register");

        assertThat(filter.get(HooksSettings.DIALECT)).isEqualTo(Dialect.DRAFT01);
        assertThat(filter.get(HooksSettings.PLAIN_HTTP)).isFalse();
        assertThat(filter.get(FilterSettings.ON_OVERSIZE)).isEqualTo(Oversize.TEMPFAIL);
        assertThat(filter.get(FilterSettings.AT_ONCE)).isEqualTo(10);
        assertThat(HooksRules.standing(filter)).isEqualTo(new Standing.Registers());
        assertThat(HooksRules.registers(filter)).isTrue();
        assertThat(HooksRules.objection(filter)).isEmpty();
    }

    @Test
    void aFixedEndpointHasAnIdOrNone() {
        assertThat(HooksRules.standing(FilterTexts.parse("hooks:https://s/hook?a=b,c,registration=none")))
                .isEqualTo(new Standing.Known(Optional.empty()));
        assertThat(HooksRules.standing(FilterTexts.parse("hooks:https://s/hook,registration=abc:1-2_3")))
                .isEqualTo(new Standing.Known(Optional.of("abc:1-2_3")));
        assertThat(HooksRules.standing(FilterTexts.parse("hooks:https://s/hook,dialect=stalwart")))
                .isEqualTo(new Standing.Known(Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hooks:scanner.example | 'scanner.example': it must begin with https:// or http://",
                "hooks:ftp://scanner.example | 'ftp://scanner.example': it must begin with https:// or http://",
                "hooks:https://user:pw@s/ | 'https://user:pw@s/': it must have no user in front of the host, and no # behind it",
                "hooks:https://s/#x | 'https://s/#x': it must have no user in front of the host, and no # behind it",
                "hooks:https:///x | 'https:///x': its host or its port is none",
                "hooks:https://s:99999/x | 'https://s:99999/x': its host or its port is none",
                "hooks:https://s/a b | 'https://s/a b' is no URL: it is too long, or has characters that a URL must not have",
                "hooks:https://s/,dialect=draft02 | dialect: 'draft02' is neither draft01 nor stalwart",
                "hooks:https://s/,registration=a b | registration: 'a b' is neither make nor none nor an id, which has only letters, digits, '-', '_' and ':'",
                "hooks:https://s/,plain-http=maybe | plain-http: 'maybe' is neither yes nor no",
            })
    void aMistakeIsNamedWithWhatIsAllowed(String text, String message) {
        FilterTexts.isRefused(text, message);
    }

    /** A name may lead anywhere, and so it is no address of this machine. */
    @ParameterizedTest
    @CsvSource({
        "'hooks:http://scanner.example/,plain-http=yes', write https://",
        "'hooks:http://localhost/,plain-http=yes', write https://",
        "'hooks:http://192.0.2.1/,plain-http=yes', write https://",
        "'hooks:http://127.0.0.1/', allow it by plain-http=yes",
        "'hooks:http://[::1]:80/', allow it by plain-http=yes",
        "'hooks:https://s/,dialect=stalwart,registration=x', has no registrations"
    })
    void settingsThatDoNotGoTogetherAreNamed(String text, String message) {
        assertThat(HooksRules.objection(FilterTexts.parse(text)))
                .hasValueSatisfying(objection -> assertThat(objection).contains(message));
    }

    @ParameterizedTest
    @CsvSource({"'hooks:http://127.0.0.1:81/,plain-http=yes'", "'hooks:http://[::1]/,plain-http=yes'"})
    void plainHttpIsAllowedOnThisMachine(String text) {
        assertThat(HooksRules.objection(FilterTexts.parse(text))).isEmpty();
    }
}
