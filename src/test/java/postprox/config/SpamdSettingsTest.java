package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.FailurePolicy;
import postprox.filter.Oversize;
import postprox.filter.spamd.Marking;
import postprox.filter.spamd.Users.PerRecipient;

/** A filter that asks spamd, as the administrator declares it. */
class SpamdSettingsTest {
    @Test
    void aPlaceIsEnoughAndTheDefaultsFitDebiansSpamd() {
        FilterSpec filter = FilterTexts.parse("spamd:127.0.0.1");

        assertThat(filter.places(SpamdSettings.SERVERS)).hasToString("[127.0.0.1:783]");
        assertThat(filter.get(FilterSettings.TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(filter.get(FilterSettings.AT_ONCE)).isEqualTo(5);
        assertThat(filter.get(FilterSettings.MAX_SIZE)).isEqualTo(512L << 10);
        assertThat(filter.get(FilterSettings.ON_OVERSIZE)).isEqualTo(Oversize.SKIP);
        assertThat(filter.find(SpamdSettings.REJECT_SCORE)).isEmpty();
        assertThat(filter.find(SpamdSettings.TAG_SCORE)).isEmpty();
        assertThat(filter.get(SpamdSettings.TEXT)).isEqualTo("Message looks like spam");
        assertThat(filter.get(SpamdSettings.MARK)).isEqualTo(Marking.ALL);
        assertThat(filter.find(SpamdSettings.SUBJECT_TAG)).isEmpty();
        assertThat(filter.find(SpamdSettings.USER)).isEmpty();
        assertThat(filter.get(SpamdSettings.USER_PER_RECIPIENT)).isEqualTo(PerRecipient.NO);
    }

    @Test
    void allCanBeSet() {
        FilterSpec filter =
                FilterTexts.parse("spamd:/run/spamd.sock,servers=[::1] mx:7830,reject-score=12.5,tag-score=4,mark=spam,"
                        + "subject-tag=[SPAM],user=J\u00c3\u00b6rg M,user-per-recipient=localpart,text=No, thanks");

        assertThat(filter.places(SpamdSettings.SERVERS)).hasToString("[unix:/run/spamd.sock, [::1]:783, mx:7830]");
        assertThat(filter.find(SpamdSettings.REJECT_SCORE)).contains(new BigDecimal("12.5"));
        assertThat(filter.find(SpamdSettings.TAG_SCORE)).contains(new BigDecimal("4"));
        assertThat(filter.get(SpamdSettings.MARK)).isEqualTo(Marking.SPAM);
        assertThat(filter.find(SpamdSettings.SUBJECT_TAG)).contains("[SPAM]");
        assertThat(filter.find(SpamdSettings.USER)).contains("J\u00c3\u00b6rg M");
        assertThat(filter.get(SpamdSettings.USER_PER_RECIPIENT)).isEqualTo(PerRecipient.LOCALPART);
        assertThat(filter.get(SpamdSettings.TEXT)).isEqualTo("No, thanks");
    }

    /** With tempfail, the default of other kinds there, each message beyond the limit would come again until its sender gives up. */
    @Test
    void inAFileLargeMessagesPassToo(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("f"), """
                [filter spam]
                filter = spamd:127.0.0.1
                [filter virus]
                filter = clamd:127.0.0.1
                """);
        List<FilterSpec> filters =
                ConfigFile.read(file.toString()).configuration().all(FilterOptions.FILTER);

        assertThat(filters.getFirst().get(FilterSettings.ON_OVERSIZE)).isEqualTo(Oversize.SKIP);
        assertThat(filters.getFirst().find(FilterSettings.ON_FAILURE)).contains(FailurePolicy.TEMPFAIL);
        assertThat(filters.getLast().get(FilterSettings.ON_OVERSIZE)).isEqualTo(Oversize.TEMPFAIL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spamd:783 | '783': write HOST:PORT, such as 127.0.0.1:783, or the path of a Unix socket",
                "spamd:/a /b | '/a /b' is more than one place; write the others behind servers=",
                "spamd:/a,reject-score=high | reject-score: 'high' is no score: write a number above 0, such as 12 or 9.5",
                "spamd:/a,reject-score=0 | reject-score: '0' is no score: write a number above 0, such as 12 or 9.5",
                "spamd:/a,tag-score=-1 | tag-score: '-1' is no score: write a number above 0, such as 12 or 9.5",
                "spamd:/a,tag-score=NaN | tag-score: 'NaN' is no score: write a number above 0, such as 12 or 9.5",
                "spamd:/a,user= | user: '' is no name of a user: write 1 to 320 bytes without control characters",
                "spamd:/a,mark=ham | mark: 'ham' is neither all nor spam nor none",
                "spamd:/a,user-per-recipient=yes | user-per-recipient: 'yes' is neither no nor address nor localpart",
                "spamd:/a,subject-tag= | subject-tag: '' is no text of a reply: write 1 to 250 characters of US-ASCII",
            })
    void aMistakeIsNamedWithWhatIsAllowed(String text, String message) {
        FilterTexts.isRefused(text, message);
    }
}
