package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;

/** The messages that a filter is asked about. */
class ScopeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a@example.com | a@example.com | true",
                "a@example.com | A@EXAMPLE.com | true",
                "a@example.com | b@example.com | false",
                "example.com | a@example.com | true",
                "example.com | a@mail.example.com | false",
                "example.com | a@notexample.com | false",
                "example.com | bob | true",
                "example.com | bob@[192.0.2.1] | true",
                "example.com !bob@example.com | bob | true",
                "!example.com | bob | true",
                "<> | bob | true",
                ".example.com | a@mail.example.com | true",
                ".example.com | a@example.com | false",
                "example.com .example.com | a@b.example.com | true",
                "example.org,example.com | a@example.com | true",
                "<> | <> | true",
                "<> | a@example.com | false",
                "example.com | <> | false",
                "!example.com | a@example.com | false",
                "!example.com | a@example.org | true",
                "!<> | <> | false",
                "example.com !boss@example.com | a@example.com | true",
                "example.com !boss@example.com | boss@example.com | false",
                "example.com !boss@example.com | a@example.org | false",
                "example.com | \"a@example.org\"@example.com | true",
            })
    void anAddressIsInAListOrNot(String list, String address, boolean isIn) {
        assertThat(AddressList.parse(list).has(address)).isEqualTo(isIn);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.7 | 192.0.2.7 | true",
                "192.0.2.7 | 192.0.2.8 | false",
                "192.0.2.0/24 | 192.0.2.255 | true",
                "192.0.2.0/24 | 192.0.3.0 | false",
                "192.0.2.128/25 | 192.0.2.127 | false",
                "192.0.2.128/25 | 192.0.2.128 | true",
                "0.0.0.0/0 | 203.0.113.9 | true",
                "0.0.0.0/0 | 2001:db8::1 | false",
                "2001:db8::/32 | 2001:db8:ffff::1 | true",
                "2001:db8::/32 | 2001:db9::1 | false",
                "192.0.2.0/24 !192.0.2.7 | 192.0.2.7 | false",
                "!192.0.2.0/24 | 192.0.2.7 | false",
                "!192.0.2.0/24 | 198.51.100.1 | true",
                "192.0.2.0/24 | '' | false",
                "!192.0.2.0/24 | '' | true",
                "192.0.2.0/24 | unknown | false",
            })
    void aClientIsInANetworkOrNot(String list, String client, boolean isIn) {
        assertThat(NetworkList.parse(list).has(client)).isEqualTo(isIn);
    }

    @Test
    void oneOfTheRecipientsSufficesAndSenderAndClientMustBeInTheirsToo() {
        Scope scope = new Scope(
                AddressList.parse("example.org"), AddressList.parse("example.com"), NetworkList.parse("192.0.2.0/24"));

        assertThat(scope.covers(envelope("a@example.org", "192.0.2.1", "x@y", "b@example.com")))
                .isTrue();
        assertThat(scope.covers(envelope("a@example.org", "192.0.2.1", "x@y"))).isFalse();
        assertThat(scope.covers(envelope("a@example.net", "192.0.2.1", "b@example.com")))
                .isFalse();
        assertThat(scope.covers(envelope("a@example.org", "198.51.100.1", "b@example.com")))
                .isFalse();
        assertThat(Scope.ALL.covers(envelope("", ""))).isTrue();
    }

    private static Envelope envelope(String sender, String client, String... recipients) {
        return new Envelope("s", sender, List.of(recipients), "helo", Map.of(Attribute.ADDR, client));
    }
}
