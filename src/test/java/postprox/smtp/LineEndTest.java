package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import postprox.text.WireText;

class LineEndTest {
    /** Line ends among bytes that differ from them by a bit, by one, or by the highest bit, which word-wise code confuses. */
    @Provide
    Arbitrary<byte[]> texts() {
        return Arbitraries.of(
                        0x0a, 0x0d, 0x0b, 0x0c, 0x09, 0x0e, 0x8a, 0x8d, 0x00, 0xff, 0x80, 0xae, 0x2e, 0x01, 0x61, 0x62,
                        0x63)
                .map(value -> (byte) value.intValue())
                .array(byte[].class)
                .ofMaxSize(40);
    }

    @Property
    void theFirstCrOrLfIsFoundWhereverItIs(@ForAll("texts") byte[] text) {
        assertFirstIsFound(text, "\n\r", LineEnd::indexOf);
    }

    @Property
    void theFirstOctetThatClearingMakesACrOrLfOrDotIsFoundWhereverItIs(@ForAll("texts") byte[] text) {
        assertFirstIsFound(text, "\u008a\u008d\u00ae", LineEnd::indexOfCleared);
    }

    /** Each octet stands before it in turn, so often that it is at each place of eight octets and after them. */
    @Test
    void noOtherOctetIsTakenForIt() {
        for (int other = 0; other < 256; other++) {
            for (int length = 0; length <= 2 * Long.BYTES; length++) {
                String before = String.valueOf((char) other).repeat(length);
                assertFirstIsFound(WireText.bytes(before + "\n"), "\n\r", LineEnd::indexOf);
                assertFirstIsFound(WireText.bytes(before + "\r"), "\n\r", LineEnd::indexOf);
                for (String octet : List.of("\u008a", "\u008d", "\u00ae", "x")) {
                    assertFirstIsFound(WireText.bytes(before + octet), "\u008a\u008d\u00ae", LineEnd::indexOfCleared);
                }
            }
        }
    }

    private static void assertFirstIsFound(byte[] text, String octets, Search search) {
        for (int from = 0; from <= text.length; from++) {
            for (int to = from; to <= text.length; to++) {
                int first = from;
                while (first < to && octets.indexOf(text[first] & 0xFF) < 0) {
                    first++;
                }
                assertThat(search.indexOf(text, from, to)).isEqualTo(first);
            }
        }
    }

    private interface Search {
        int indexOf(byte[] text, int from, int to);
    }
}
