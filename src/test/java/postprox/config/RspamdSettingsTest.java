package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.Oversize;

/** A filter that asks rspamd, as the administrator declares it. */
class RspamdSettingsTest {
    @Test
    void aPlaceIsEnoughAndTheDefaultsFitRspamd() {
        FilterSpec filter = FilterTexts.parse("rspamd:127.0.0.1");

        assertThat(filter.places(RspamdSettings.SERVERS)).hasToString("[127.0.0.1:11333]");
        assertThat(filter.get(FilterSettings.TIMEOUT)).isEqualTo(Duration.ofSeconds(15));
        assertThat(filter.get(FilterSettings.AT_ONCE)).isEqualTo(20);
        assertThat(filter.get(FilterSettings.MAX_SIZE)).isEqualTo(50L << 20);
        assertThat(filter.get(FilterSettings.ON_OVERSIZE)).isEqualTo(Oversize.TEMPFAIL);
        assertThat(filter.get(RspamdSettings.SPAM_HEADER)).isEqualTo("X-Spam");
    }

    @Test
    void furtherServersFollowThePreferredOne() {
        FilterSpec filter =
                FilterTexts.parse("rspamd:/run/rspamd.sock,servers=[::1]:11335 localhost,spam-header=X-Spam-Flag");

        assertThat(filter.places(RspamdSettings.SERVERS))
                .hasToString("[unix:/run/rspamd.sock, [::1]:11335, localhost:11333]");
        assertThat(filter.get(RspamdSettings.SPAM_HEADER)).isEqualTo("X-Spam-Flag");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rspamd:11333 | '11333': write HOST:PORT, such as 127.0.0.1:11333, or the path of a Unix socket",
                "rspamd:/a /b | '/a /b' is more than one place; write the others behind servers=",
                "rspamd:/a,spam-header=X Spam | spam-header: 'X Spam' is no name of a header field, such as X-Spam",
                "rspamd:/a,spam-header= | spam-header: '' is no name of a header field, such as X-Spam",
            })
    void aMistakeIsNamedWithWhatIsAllowed(String text, String message) {
        FilterTexts.isRefused(text, message);
    }
}
