package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5952: one address, one spelling. */
class AddressTextTest {
    @ParameterizedTest
    @CsvSource({
        // Section 1 and 2.
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
        // Section 4.2.
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "1:0::, 1::",
        "0::, ::",
        // RFC 4291 section 2.2: the double colon may stand for one group alone, at each place.
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "1::3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
        // Section 5.
        "::FFFF:192.0.2.1, ::ffff:192.0.2.1",
        "0:0:0:0:0:ffff:c000:0201, ::ffff:192.0.2.1",
        "0:0:0:0:0:FFFF:0.0.0.0, ::ffff:0.0.0.0",
        "::FFFF:255.255.255.255, ::ffff:255.255.255.255",
        "::fffe:192.0.2.1, ::fffe:c000:201",
        "0:1::ffff:192.0.2.1, 0:1::ffff:c000:201",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
        "1:2:3:4:5::1.2.3.4, 1:2:3:4:5:0:102:304",
        "fe80:0:0:0:0:0:0:1%eth0, fe80::1%eth0",
    })
    void ipv6HasOneSpelling(String text, String canonical) {
        assertThat(AddressText.of(text)).isEqualTo(canonical);
    }

    /** And nobody looks it up. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2.1",
                "192.0.2.01",
                "localhost",
                "mail.example.org",
                "[::1]",
                ":",
                ":::",
                "1:",
                ":1",
                "1::2::3",
                "::1::2",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "::1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8::",
                "12345::",
                "g::",
                "::1.2.3",
                "::1.2.3.256",
                "::1.2.3.04",
                "::1.2.3.4.5",
                "::1.2.3.",
                "::.1.2.3",
                "::1..2.3",
                "::1.2.3.0004",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1::2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5:1.2.3.4",
                "::1.2.3.4:5",
                "1.2.3.4::",
                "::\u0661",
                "::\u0080",
                "::/",
                "::@",
                "::G",
                "::`",
                "::+1",
                "::-1",
                ":: 1",
                "%",
                "%x"
            })
    void whatIsNoIpv6AddressStaysAsItIs(String text) {
        assertThat(AddressText.of(text)).isEqualTo(text);
    }

    @Property
    void everySpellingOfAnAddressIsWrittenInOneWay(@ForAll @Size(16) byte[] address) throws UnknownHostException {
        // A group of zeros now and then, as real addresses have them.
        for (int i = 0; i < 16; i += 2) {
            if ((address[i] & 3) != 0) {
                address[i] = 0;
                address[i + 1] = 0;
            }
        }
        String java = Inet6Address.getByAddress("", address, -1).getHostAddress();
        String canonical = AddressText.of(java);
        assertThat(AddressText.of(java.toUpperCase(Locale.ROOT))).isEqualTo(canonical);
        assertThat(AddressText.of(canonical)).isEqualTo(canonical);
        assertThat(bytes(canonical)).isEqualTo(bytes(java));
        assertThat(canonical).hasSizeLessThanOrEqualTo(java.length() + 7);
    }

    /** Java agrees about what is an address, and which; but for the old forms of IPv4 that it takes. */
    @Property
    void nothingElseIsTakenForAnAddress(@ForAll @Chars({'0', '1', '2', 'f', ':', '.'}) String text) {
        String written = AddressText.of(text);
        if (!written.equals(text)) {
            assertThat(bytes(written)).isEqualTo(bytes(text));
        }
    }

    private static byte[] bytes(String literal) {
        return InetAddress.ofLiteral(literal).getAddress();
    }
}
