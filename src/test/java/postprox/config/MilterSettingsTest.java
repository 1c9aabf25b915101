package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.milter.Offer;
import postprox.filter.milter.SomeRefused;

/** A filter that is a milter, as the administrator declares it. */
class MilterSettingsTest {
    @Test
    void aPlaceIsEnough() {
        FilterSpec filter = FilterTexts.parse("milter:inet:127.0.0.1:8891");

        assertThat(filter.places(MilterSettings.SERVERS)).hasToString("[127.0.0.1:8891]");
        assertThat(filter.get(FilterSettings.TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(filter.find(MilterSettings.HOST_NAME)).isEmpty();
        assertThat(filter.get(MilterSettings.DAEMON_NAME)).isEqualTo("postprox");
        assertThat(filter.get(MilterSettings.OFFER)).isEqualTo(Offer.POSSIBLE);
        assertThat(filter.get(MilterSettings.SOME_REFUSED)).isEqualTo(SomeRefused.REJECT);
    }

    @Test
    void allCanBeSaid() {
        FilterSpec filter =
                FilterTexts.parse("milter:unix:/run/opendkim.sock,servers=[::1]:8891,host-name=mx.example.com,"
                        + "daemon-name=ORIGINATING,offer=all,some-refused=ignore");

        assertThat(filter.places(MilterSettings.SERVERS)).hasToString("[unix:/run/opendkim.sock, [::1]:8891]");
        assertThat(filter.find(MilterSettings.HOST_NAME)).contains("mx.example.com");
        assertThat(filter.get(MilterSettings.DAEMON_NAME)).isEqualTo("ORIGINATING");
        assertThat(filter.get(MilterSettings.OFFER)).isEqualTo(Offer.ALL);
        assertThat(filter.get(MilterSettings.SOME_REFUSED)).isEqualTo(SomeRefused.IGNORE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "milter:8891 | '8891': write HOST:PORT, such as 127.0.0.1:8891, or the path of a Unix socket",
                "milter:localhost | 'localhost': write HOST:PORT, such as 127.0.0.1:10023, or the path of a Unix socket",
                "milter:/a,offer=some | offer: 'some' is neither possible nor all",
                "milter:/a,some-refused=pass | some-refused: 'pass' is neither reject nor ignore",
                "milter:/a,host-name=two words | host-name: 'two words' is no name: write one word of US-ASCII, up to 255"
                        + " characters",
                "milter:/a,daemon-name= | daemon-name: '' is no name: write one word of US-ASCII, up to 255 characters",
            })
    void aMistakeIsNamedWithWhatIsAllowed(String text, String message) {
        FilterTexts.isRefused(text, message);
    }
}
