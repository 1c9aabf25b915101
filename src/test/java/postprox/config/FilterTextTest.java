package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.FailurePolicy;
import postprox.filter.Observation;
import postprox.filter.OnReject;
import postprox.filter.Oversize;

/** A filter on the command line. */
class FilterTextTest {
    @Test
    void aFilterNeedsNoSettings() {
        FilterSpec filter = parse("command:/usr/bin/scan -x");

        assertThat(filter.kind()).isEqualTo(FilterKind.COMMAND);
        assertThat(filter.where()).isEqualTo("/usr/bin/scan -x");
        assertThat(filter.name()).isEqualTo("command");
        assertThat(filter.get(FilterSettings.TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(filter.find(FilterSettings.ON_FAILURE)).isEmpty();
        assertThat(filter.get(FilterSettings.OBSERVE)).isEmpty();
    }

    @Test
    void settingsFollowInAnyOrder() {
        FilterSpec filter = parse(
                "command:scan,timeout=2m,name=virus-1,on-failure=tempfail,on-reject=tag,max-size=1M,"
                        + "on-oversize=reject,observe=10%,at-once=5,waiting=0,sender=a@b.example .c.example,d.example,client=!::1");

        assertThat(filter.where()).isEqualTo("scan");
        assertThat(filter.name()).isEqualTo("virus-1");
        assertThat(filter.get(FilterSettings.TIMEOUT)).isEqualTo(Duration.ofMinutes(2));
        assertThat(filter.find(FilterSettings.ON_FAILURE)).contains(FailurePolicy.TEMPFAIL);
        assertThat(filter.get(FilterSettings.ON_REJECT)).isEqualTo(OnReject.TAG);
        assertThat(filter.get(FilterSettings.MAX_SIZE)).isEqualTo(1 << 20);
        assertThat(filter.get(FilterSettings.ON_OVERSIZE)).isEqualTo(Oversize.REJECT);
        assertThat(filter.get(FilterSettings.OBSERVE)).isEqualTo(Optional.of(new Observation(10)));
        assertThat(filter.settings().text(FilterSettings.SENDER)).isEqualTo("a@b.example .c.example,d.example");
    }

    @Test
    void aTextWithoutAKindHearsOfAllKinds() {
        String kinds = FilterKind.words().stream().map(word -> word + ":...").collect(Collectors.joining(", "));
        for (String text : List.of("scan", "/usr/bin/scan:x")) {
            assertThatThrownBy(() -> new FilterText().parse(text))
                    .hasMessage("'" + text + "' names no kind of filter; write " + kinds);
        }
    }

    @Test
    void theOptionsOfAJavaFilterKeepTheirOrderAndMayHaveCommas() {
        FilterSpec spec = new FilterText().parse("java:a.B$C,options=z=1,2  a= b==,lost-threads=5,jar=x.jar");
        assertThat(spec.where()).isEqualTo("a.B$C");
        assertThat(spec.get(JavaSettings.OPTIONS))
                .containsExactly(Map.entry("z", "1,2"), Map.entry("a", ""), Map.entry("b", "="));
        assertThat(spec.get(JavaSettings.LOST_THREADS)).isEqualTo(5);
        assertThat(spec.find(JavaSettings.JAR)).contains("x.jar");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "command:a,b=c | a,b=c",
                "command:sh -c 'x=1,y=2' | sh -c 'x=1,y=2'",
                "command:a, timeout=5 | a, timeout=5",
                "command:a --at-once=3 | a --at-once=3",
                "command:a:b,c | a:b,c",
            })
    void onlySettingsEndACommand(String text, String command) {
        assertThat(parse(text).where()).isEqualTo(command);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "comand:x | 'comand:x' names no kind of filter; did you mean command:...?",
                "java:a b | 'a b' is no name of a class: write java:com.example.MyFilter",
                "java:a. | 'a.' is no name of a class: write java:com.example.MyFilter",
                "java:1a | '1a' is no name of a class: write java:com.example.MyFilter",
                "java:a..b | 'a..b' is no name of a class: write java:com.example.MyFilter",
                "java:a.B,options=x | options: 'x' is no option: write NAME=VALUE, with blanks between options only",
                "java:a.B,options==x | options: '=x' is no option: write NAME=VALUE, with blanks between options only",
                "java:a.B,options=x=1 x=2 | options: the option x is there twice",
                "java:a.B,lost-threads=0 | lost-threads: '0' is not a whole number from 1 to 1000000",
                "command: | 'command:' names no filter: write command:COMMAND",
                "command:x,timeout=0 | timeout: '0' is not a whole number of seconds from 1 to 86400, such as 90, 90s or 2m",
                "command:x,on-failure=defer | on-failure: 'defer' is neither pass nor tempfail",
                "command:x,observe=0% | observe: '0%' is neither yes nor no nor a share from 1% to 100%",
                "command:x,observe=101% | observe: '101%' is neither yes nor no nor a share from 1% to 100%",
                "command:x,name=a b | name: 'a b' is no name: write up to 32 letters, digits, - and _",
                "command:x,timeout=1,timeout=2 | timeout is set twice",
                "command:x,timout=5 | there is no setting 'timout'; did you mean timeout? If the text belongs to the filter, put a blank behind the comma",
                "command:x,client=10/8 | client: '10/8' is no network: write 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32",
                "command:x,sender=example.com. | sender: 'example.com.' is no address: write user@example.com, example.com, .example.com (its subdomains) or <>",
                "command:x,client=mail.example | client: 'mail.example' is no network: write 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32",
                "command:x,sender=a b@ | sender: 'b@' is no address: write user@example.com, example.com, .example.com (its subdomains) or <>",
            })
    void aMistakeIsNamedWithWhatIsAllowed(String text, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> parse(text))
                .withMessageStartingWith(message);
    }

    private static FilterSpec parse(String text) {
        return new FilterText().parse(text);
    }
}
