package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real Postfix reads in the same spellings: {@code world/AddressJudgeTest}. */
class EnvelopeAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<a@example.org>|a@example.org",
                "a@example.org|a@example.org",
                "<>|<>",
                "<\"a b\"@example.org>|\"a b\"@example.org",
                "<\"a>b\"@example.org>|\"a>b\"@example.org", // RFC 5321 section 4.1.2: Quoted-string
                "<\"a\\\"b>\"@example.org>|\"a\\\"b>\"@example.org", // quoted-pair
                "\"a b\"@example.org|\"a b\"@example.org",
                "<a@[IPv6:::1]>|a@[IPv6:::1]",
                "<a@[0.9.0.9]>|a@[0.9.0.9]",
                "<a@[azAZ-09:x]>|a@[azAZ-09:x]", // RFC 5321 section 4.1.3: General-address-literal
                "<@relay,@other.example:a@b>|a@b", // a source route is ignored (RFC 5321 appendix C)
                "<postmaster>|postmaster",
                "<gr\u00c3\u00bcn@example.org>|gr\u00c3\u00bcn@example.org", // SMTPUTF8
            })
    void isWhatTheNextHopDeliversTo(String path, String address) {
        assertThat(EnvelopeAddress.of(path)).contains(address);
    }

    /** A filter that looks for a mailbox finds it in whatever way a client spells it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<\"boss\"@example.org>|boss@example.org",
                "<\"bo\\ss\"@example.org>|boss@example.org",
                "<@x:\"b.o\"@example.org>|b.o@example.org",
                "<a..b@example.org>|\"a..b\"@example.org",
                "<a.@example.org>|\"a.\"@example.org",
                "<\"\\a b\"@example.org>|\"a b\"@example.org",
                "<\"a\\\\b\"@example.org>|\"a\\\\b\"@example.org",
            })
    void oneMailboxIsOneAddress(String path, String address) {
        assertThat(EnvelopeAddress.of(path)).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<",
                ">",
                "<>s@x.test",
                "<a@b",
                "<\"a@b>",
                "<\"a\\",
                "<a\\>b@example.org>",
                "<a\\",
                "<a@b>x",
                "x<a@b>",
                "a@b(c)",
                "<a b@c>",
                "<\"a@evil.test\">",
                "<\"\"@b>",
                "<\"@a:b\"@c>",
                "<@a:>",
                "<@a:@b>",
                "<@a,b:c@d>",
                "<@a,b@c>",
                "<@a;@b:c@d>",
                "<@a\"b\"@c>",
                "<@:a@b>",
                "<@.a@b>",
                "<@a.:b@c>",
                "<@a..b:c@d>",
                "<,a@b>",
                "<a,b>",
                "<a(b@c>",
                "<a@b(c>",
                "<\"a\u0001b\"@c>",
                "<\"a\tb\"@c>",
                "<\"a\u007fb\"@c>",
                "<\"a\\\u0001b\"@c>",
                "<a@b.>",
                "<a@b..c>",
                "<a@b@c>",
                "<a!b>",
                "<!a>",
                "<%a>",
                "<a%b>",
                "<a.>",
                "<a@[1]x>",
                "<a@[>",
                "<a@[]>",
                "a@[",
                "a@[1",
                "<a@[/]>",
                "<a@[;]>",
                "<a@[@]>",
                "<a@[[]>",
                "<a@[`]>",
                "<a@[{]>",
                "<a@[1{]>",
                "<a@[1_2]>",
            })
    void whatCouldBeReadInTwoWaysIsNoAddress(String path) {
        assertThat(EnvelopeAddress.of(path)).isEmpty();
    }

    @Test
    void longOnesAreWhole() {
        String address = "p".repeat(60_000) + "@example.org";
        assertThat(EnvelopeAddress.of("<" + address + ">")).contains(address);
    }

    /** What we write is read by us, and by everybody, as what we wrote. */
    @Property
    void anAddressIsASpellingOfItself(
            @ForAll @Chars({'a', '.', '@', '"', '\\', ' ', '<', '>', ',', ':', '(', '[', ']'}) String path) {
        EnvelopeAddress.of(path)
                .filter(address -> !address.equals(EnvelopeAddress.NULL_SENDER))
                .ifPresent(address ->
                        assertThat(EnvelopeAddress.of("<" + address + ">")).contains(address));
    }

    @Property
    void anyTextInQuotesIsALocalPart(@ForAll @CharRange(from = ' ', to = '~') String text) {
        String quoted = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"@x";
        assertThat(EnvelopeAddress.of(quoted).isPresent()).isEqualTo(!text.isEmpty() && text.charAt(0) != '@');
    }
}
