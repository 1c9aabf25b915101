package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeAddressTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = '|',
            value = {
                "FROM:<a@example.org>|a@example.org",
                "FROM:<a@example.org> SIZE=1 BODY=8BITMIME|a@example.org",
                "from: <a@example.org>|a@example.org", // Postfix takes a blank behind the colon
                "TO:a@example.org NOTIFY=NEVER|a@example.org", // and addresses without brackets
                "FROM:<>|<>",
                "FROM:<> RET=HDRS|<>",
                "FROM:|''",
                ":<a@b>|a@b",
                "FROM|''",
                "|''",
                "TO:<\"a b\"@example.org>|\"a b\"@example.org",
                "TO:<\"a>b\"@example.org> X=1|\"a>b\"@example.org", // RFC 5321 section 4.1.2: Quoted-string
                "TO:<\"a\\\"b>\"@example.org>|\"a\\\"b>\"@example.org", // quoted-pair
                "TO:\"a b\"@example.org X=1|\"a b\"@example.org",
                "TO:<a\\>b@example.org>|a\\>b@example.org",
                "TO:<a@[IPv6:::1]>|a@[IPv6:::1]",
                "TO:<@relay:a@b>|@relay:a@b", // a source route stays as it is
                "TO:<postmaster>|postmaster",
                "TO:<a@b|a@b", // never closed
                "TO:<\"a@b> X|\"a@b> X",
                "TO:<a\\|a\\",
                "TO:<gr\u00c3\u00bcn@example.org>|gr\u00c3\u00bcn@example.org", // SMTPUTF8
            })
    void isReadAsLenientlyAsPostfixReadsIt(String argument, String address) {
        assertThat(EnvelopeAddress.of(argument == null ? "" : argument)).isEqualTo(address);
    }

    @Property
    void anyArgumentHasAnAddressOrNone(@ForAll @CharRange(from = 0, to = 255) String argument) {
        String address = EnvelopeAddress.of(argument);
        assertThat(address.equals(EnvelopeAddress.NULL_SENDER) || argument.contains(address))
                .isTrue();
    }
}
