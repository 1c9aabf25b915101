package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.smtp.Xforward.Attribute;

class XforwardTest {
    @Test
    void allAttributesOfPostfix() {
        Xforward xforward = new Xforward();
        xforward.add("NAME=spike.example ADDR=192.0.2.7 PORT=4321");
        xforward.add("PROTO=ESMTP HELO=spike IDENT=4ABCdef SOURCE=REMOTE");
        assertThat(xforward.values())
                .isEqualTo(Map.of(
                        Attribute.NAME, "spike.example",
                        Attribute.ADDR, "192.0.2.7",
                        Attribute.PORT, "4321",
                        Attribute.PROTO, "ESMTP",
                        Attribute.HELO, "spike",
                        Attribute.IDENT, "4ABCdef",
                        Attribute.SOURCE, "REMOTE"));
    }

    @ParameterizedTest
    @CsvSource({
        "ADDR=[UNAVAILABLE],''", // said to be not known
        "ADDR=[unavailable],''",
        "ADDR=[TEMPUNAVAIL],''", // XCLIENT_README, and old XFORWARD
        "ADDR=IPv6:2001:db8::1,2001:db8::1", // RFC 5321 section 4.1.3's tag
        "ADDR=ipv6:::1,::1",
        "ADDR=IPv6:2001:0DB8:0:0:0:0:0:1,2001:db8::1", // RFC 5952
        "ADDR=2001:DB8::1,2001:db8::1",
        "ADDR=IPv6:mail.example,mail.example", // no address: inert text
        "addr=192.0.2.1,192.0.2.1",
        "ADDR=,''",
        "ADDR=a=b,a=b",
        "ADDR=1+2B1,1+1", // xtext of a plus sign
        "ADDR=+5BUNAVAILABLE+5D,''",
        "ADDR=a ADDR=b,b",
    })
    void valuesAreDecoded(String argument, String value) {
        Xforward xforward = new Xforward();
        xforward.add(argument);
        assertThat(xforward.values()).isEqualTo(Map.of(Attribute.ADDR, value));
    }

    @Test
    void tagOfAnAddressBelongsToAddressesAlone() {
        Xforward xforward = new Xforward();
        xforward.add("HELO=IPv6:::1");
        assertThat(xforward.values()).isEqualTo(Map.of(Attribute.HELO, "IPv6:::1"));
    }

    @Test
    void whatIsNoAttributeIsPassedOver() {
        Xforward xforward = new Xforward();
        xforward.add(" FOO=bar NAME =x \t =y NAME PORT=1 ");
        assertThat(xforward.values()).isEqualTo(Map.of(Attribute.PORT, "1"));
    }

    @Test
    void laterCommandsReplaceAndAdd() {
        Xforward xforward = new Xforward();
        xforward.add("NAME=a HELO=b");
        xforward.add("NAME=[UNAVAILABLE] PORT=1");
        assertThat(xforward.values()).isEqualTo(Map.of(Attribute.NAME, "", Attribute.HELO, "b", Attribute.PORT, "1"));
        xforward.clear();
        assertThat(xforward.values()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "plain,plain",
        "a+20b,a b",
        "+c3+BC,\u00c3\u00bc",
        "a+00b,a\u0000b",
        "a+,a+", // Postfix takes values that nobody encoded
        "a+4,a+4",
        "a+4g,a+4g",
        "+2B2B,+2B", // decoded once
        "++41,+A",
    })
    void xtextIsDecoded(String xtext, String text) {
        assertThat(Xtext.decode(xtext)).isEqualTo(text);
    }

    /** RFC 3461 section 4: any byte can be written as a plus sign and two digits. */
    @Property
    void whatSomebodyEncodedIsFound(@ForAll @CharRange(from = 0, to = 255) String text) {
        StringBuilder xtext = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            xtext.append(String.format("+%02X", b));
        }
        assertThat(Xtext.decode(xtext.toString())).isEqualTo(text);
    }

    @Property
    void decodingNeverFails(@ForAll @CharRange(from = 40, to = 75) String xtext) {
        assertThat(Xtext.decode(xtext)).hasSizeLessThanOrEqualTo(xtext.length());
    }
}
