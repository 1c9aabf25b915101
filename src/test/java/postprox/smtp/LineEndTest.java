package postprox.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LineEndTest {
    /** Line ends among bytes that differ from them by a bit, by one, or by the highest bit, which word-wise code confuses. */
    @Provide
    Arbitrary<byte[]> texts() {
        return Arbitraries.of(0x0a, 0x0d, 0x0b, 0x0c, 0x09, 0x0e, 0x8a, 0x8d, 0x00, 0xff, 0x80, 0x01, 0x61, 0x62, 0x63)
                .map(value -> (byte) value.intValue())
                .array(byte[].class)
                .ofMaxSize(40);
    }

    @Property
    void theFirstCrOrLfIsFoundWhereverItIs(@ForAll("texts") byte[] text) {
        for (int from = 0; from <= text.length; from++) {
            for (int to = from; to <= text.length; to++) {
                int first = from;
                while (first < to && text[first] != '\n' && text[first] != '\r') {
                    first++;
                }
                assertThat(LineEnd.indexOf(text, from, to)).isEqualTo(first);
            }
        }
    }
}
