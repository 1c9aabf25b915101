package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.Oversize;
import postprox.filter.virus.OnFinding;

/** A filter that asks clamd, as the administrator declares it. */
class ClamdSettingsTest {
    @Test
    void aPlaceIsEnoughAndTheDefaultsFitDebiansClamd() {
        FilterSpec filter = FilterTexts.parse("clamd:/run/clamav/clamd.ctl");

        assertThat(filter.places(ClamdSettings.SERVERS)).hasToString("[unix:/run/clamav/clamd.ctl]");
        assertThat(filter.get(FilterSettings.TIMEOUT)).isEqualTo(Duration.ofSeconds(60));
        assertThat(filter.get(FilterSettings.AT_ONCE)).isEqualTo(10);
        assertThat(filter.get(FilterSettings.MAX_SIZE)).isEqualTo(25L << 20);
        assertThat(filter.get(FilterSettings.ON_OVERSIZE)).isEqualTo(Oversize.TEMPFAIL);
        assertThat(filter.get(ClamdSettings.TEXT)).isEqualTo("Message contains a virus (%v)");
        assertThat(filter.get(ClamdSettings.ON_ENCRYPTED)).isEqualTo(OnFinding.REJECT);
        assertThat(filter.get(ClamdSettings.ON_LIMITS)).isEqualTo(OnFinding.REJECT);
        assertThat(filter.get(ClamdSettings.STREAM)).isFalse();
    }

    @Test
    void furtherServersFollowThePreferredOne() {
        FilterSpec filter =
                FilterTexts.parse("clamd:127.0.0.1,servers=[::1]:3311 /run/clamd.ctl,localhost,text=No, thanks: %v");

        assertThat(filter.places(ClamdSettings.SERVERS))
                .hasToString("[127.0.0.1:3310, [::1]:3311, unix:/run/clamd.ctl, localhost:3310]");
        assertThat(filter.get(ClamdSettings.TEXT)).isEqualTo("No, thanks: %v");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clamd:3310 | '3310': write HOST:PORT, such as 127.0.0.1:3310, or the path of a Unix socket",
                "clamd:/a /b | '/a /b' is more than one place; write the others behind servers=",
                "clamd:::1 | '::1': write an IPv6 address in brackets, as in [::1]:10026",
                "clamd:/a,text= | text: '' is no text of a reply: write 1 to 250 characters of US-ASCII",
                "clamd:/a,servers= | servers: it names no place; write HOST:PORT or the path of a Unix socket",
                "clamd:/a,on-limits=tag | on-limits: 'tag' is neither reject nor pass",
                "clamd:/a,stream=maybe | stream: 'maybe' is neither yes nor no",
            })
    void aMistakeIsNamedWithWhatIsAllowed(String text, String message) {
        FilterTexts.isRefused(text, message);
    }
}
