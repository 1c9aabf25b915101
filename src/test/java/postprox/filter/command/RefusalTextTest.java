package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.RefusalText;
import postprox.smtp.Reply;

/** How what a filter says becomes a reply. */
class RefusalTextTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "550 Message contains a virus,550 Message contains a virus",
                "550 5.7.1 Not here,550 5.7.1 Not here",
                "451 4.7.0 Come again,451 4.7.0 Come again",
                "599 x,599 x",
                "400 x,400 x",
                "no,554 no",
                "'',554 Content rejected",
                "450,450 Content rejected", // a code alone
                "250 2.0.0 items scanned,554 250 2.0.0 items scanned", // with 250 the message would vanish
                "220 x,554 220 x",
                "354 x,554 354 x",
                "150 x,554 150 x",
                "600 x,554 600 x",
                "550-x,554 550-x", // no blank: a line of a longer reply, or no code at all
                "5501 x,554 5501 x",
                "55 x,554 55 x",
                "5.7.1 x,554 5.7.1 x",
                "4.7.1 no code,554 5.7.1 no code", // RFC 2034: the two codes agree in what they say of trying again
                "451 5.7.1 x,451 4.7.1 x",
                "550 2.1.5 ok,550 5.1.5 ok",
                "550 4.7.1,550 5.7.1",
                "451 4.123.999 x,451 4.123.999 x",
                "550 4.7.1.2 x,550 4.7.1.2 x", // no enhanced code, and so words like others
                "550 4.7 x,550 4.7 x",
                "550 4.1234.1 x,550 4.1234.1 x",
                "550 3.7.1 x,550 3.7.1 x",
                "550 4..1 x,550 4..1 x",
                "550 44.7.1 x,550 44.7.1 x",
                "550\ta\tb,550 a b",
                "550   a  ,550 a",
                "550 a\u001b[2J\u0000\u007fb,550 a?[2J??b",
                "550 gr\u00c3\u00bcn,550 gr??n", // a reply is US-ASCII (RFC 5321 section 2.4)
            })
    void lineBecomesAReplyThatRefuses(String line, String reply) {
        assertThat(RefusalText.of(line).oneLine()).isEqualTo(reply);
    }

    @Test
    void textIsCutAt750Characters() {
        assertThat(RefusalText.of("550 " + "x".repeat(750)).oneLine()).isEqualTo("550 " + "x".repeat(750));
        assertThat(RefusalText.of("550 " + "x".repeat(751)).oneLine()).isEqualTo("550 " + "x".repeat(750));
        assertThat(RefusalText.of("x".repeat(2000)).oneLine()).isEqualTo("554 " + "x".repeat(750));
    }

    @Property
    void anyLineBecomesOneShortPrintableLineThatRefuses(@ForAll @CharRange(from = 0, to = 255) String line) {
        Reply reply = RefusalText.of(line);
        assertThat(reply.isNegative()).isTrue();
        assertThat(reply.oneLine()).matches("[45]\\d\\d [ -~]{1,750}");
    }

    @Property
    void lastLineIsFoundHoweverTheOutputIsSplit(
            @ForAll @CharRange(from = 9, to = 13) @CharRange(from = ' ', to = '#') String text,
            @ForAll @IntRange(min = 1, max = 7) int portion) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        LastLine line = new LastLine();
        for (int at = 0; at < bytes.length; at += portion) {
            line.take(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + portion)));
        }
        String expected = Arrays.stream(text.split("\n", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .reduce("", (_, last) -> last);
        assertThat(line.text()).isEqualTo(expected);
    }

    @Test
    void lineOfAnyLengthIsKeptOnlyAsFarAsAReplyCanNeedIt() {
        LastLine line = new LastLine();
        line.take("550 ".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 1000; i++) {
            line.take("x".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(line.text()).startsWith("550 xxx").hasSizeBetween(754, 4096);
    }
}
