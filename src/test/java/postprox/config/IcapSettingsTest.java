package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.icap.IcapPlace;
import postprox.filter.icap.Method;
import postprox.filter.icap.OnRedirect;
import postprox.filter.virus.OnFinding;

/** A filter that asks an ICAP service, as the administrator declares it. */
class IcapSettingsTest {
    @Test
    void anAddressIsEnough() {
        FilterSpec filter = FilterTexts.parse("icap://127.0.0.1/avscan");

        assertThat(IcapPlace.parse(filter.where()).server()).hasToString("127.0.0.1:1344");
        assertThat(filter.get(FilterSettings.TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(filter.get(FilterSettings.AT_ONCE)).isEqualTo(10);
        assertThat(filter.get(IcapSettings.TEXT)).isEqualTo("Message contains a virus (%v)");
        assertThat(filter.get(IcapSettings.ON_ENCRYPTED)).isEqualTo(OnFinding.REJECT);
        assertThat(filter.get(IcapSettings.ON_LIMITS)).isEqualTo(OnFinding.REJECT);
        assertThat(filter.get(IcapSettings.ON_REDIRECT)).isEqualTo(OnRedirect.FAIL);
        assertThat(filter.get(IcapSettings.METHOD)).isEqualTo(Method.AUTO);
        assertThat(filter.get(IcapSettings.PREVIEW)).isFalse();
        assertThat(filter.get(IcapSettings.MODIFY)).isFalse();
        assertThat(filter.get(IcapSettings.CONTENT_TYPE)).isEqualTo("message/rfc822");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "icap://127.0.0.1:1344/avscan | 127.0.0.1:1344 | avscan",
                "icap:icap://127.0.0.1:1344/avscan | 127.0.0.1:1344 | avscan",
                "icap:127.0.0.1/avscan | 127.0.0.1:1344 | avscan",
                "icap://[::1]:11344/av/respmod | [::1]:11344 | av/respmod",
                "icap://[::1]/a | [::1]:1344 | a",
                "icap://scanner.example.org/x/ | scanner.example.org:1344 | x/",
            })
    void theAddressMayBeShort(String text, String server, String service) {
        IcapPlace place = IcapPlace.parse(FilterTexts.parse(text).where());

        assertThat(place.server()).hasToString(server);
        assertThat(place.service()).isEqualTo(service);
    }

    /** Arguments of a service have equals signs, and may have commas. Only the name of a setting behind a comma ends them. */
    @Test
    void argumentsOfAServiceAreNoSettings() {
        FilterSpec filter = FilterTexts.parse(
                "icap://127.0.0.1/avscan?allow204=on&sizelimit=off&mode=simple,x=1,timeout=5,text=No, %v");

        assertThat(IcapPlace.parse(filter.where()).service())
                .isEqualTo("avscan?allow204=on&sizelimit=off&mode=simple,x=1");
        assertThat(filter.get(FilterSettings.TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
        assertThat(filter.get(IcapSettings.TEXT)).isEqualTo("No, %v");
    }

    @Test
    void furtherServersHaveTheSameService() {
        FilterSpec filter =
                FilterTexts.parse("icap://127.0.0.1/avscan,servers=[::1]:1345 localhost,content-type=text/x-y");

        assertThat(filter.find(IcapSettings.SERVERS).orElseThrow()).hasToString("[[::1]:1345, localhost:1344]");
        assertThat(filter.get(IcapSettings.CONTENT_TYPE)).isEqualTo("text/x-y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "icap:127.0.0.1 | '127.0.0.1': the service is missing, as in icap://127.0.0.1:1344/avscan",
                "icap://127.0.0.1:1344/ | '//127.0.0.1:1344/': the service is missing, as in icap://127.0.0.1:1344/avscan",
                "icap:icaps://h/x | 'icaps://h/x': postprox speaks no TLS to a service; put stunnel or the like between the two",
                "icap://h/a b | '//h/a b': a service has 1 to 1000 characters of US-ASCII, without blanks and #; write others as %20",
                "icap://h/a#b | '//h/a#b': a service has 1 to 1000 characters of US-ASCII, without blanks and #; write others as %20",
                "icap://h:0/a | 'h:0': '0' is no port; a port is a number from 1 to 65535",
                "icap:///a | '': the host is missing, as in 127.0.0.1:10026",
                "icap://h/a,content-type=x | content-type: 'x' is no media type; write message/rfc822 or application/octet-stream",
                "icap://h/a,content-type=a/b;c=d | content-type: 'a/b;c=d' is no media type; write message/rfc822 or application/octet-stream",
                "icap://h/a,method=post | method: 'post' is neither auto nor respmod nor reqmod",
                "icap://h/a,on-redirect=pass | on-redirect: 'pass' is neither fail nor reject",
                "icap://h/a,modify=maybe | modify: 'maybe' is neither yes nor no",
            })
    void aMistakeIsNamedWithWhatIsAllowed(String text, String message) {
        FilterTexts.isRefused(text, message);
    }
}
