package postprox.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireTextTest {
    /** Python's splitlines(), for one, makes two lines where these are. */
    @Test
    void whatEndsALineForAnybodyIsReplaced() {
        assertThat(WireText.printable(wire("a\u0085b\u2028c\u2029d\u009be\n"))).isEqualTo("a??b???c???d??e?");
        assertThat(WireText.printable(wire("gr\u00fc\u00df \u00a0\u2027\u202a\u20ac")))
                .isEqualTo(wire("gr\u00fc\u00df \u00a0\u2027\u202a\u20ac"));
        assertThat(WireText.printable("\u0085\u00c2")).isEqualTo("\u0085\u00c2");
    }

    @ParameterizedTest
    @CsvSource({
        "abcdef, 6, 6", // fits
        "abcdef, 7, 6",
        "abcdef, 3, 3",
        "abcdef, 0, 0",
        "a\u00fcb, 1, 1", // two bytes: c3 bc
        "a\u00fcb, 2, 1",
        "a\u00fcb, 3, 3",
        "a\u20acb, 2, 1", // three bytes: e2 82 ac
        "a\u20acb, 3, 1",
        "a\u20acb, 4, 4",
        "a\ud83d\ude00b, 2, 1", // four bytes: f0 9f 98 80
        "a\ud83d\ude00b, 3, 1",
        "a\ud83d\ude00b, 4, 1",
        "a\ud83d\ude00b, 5, 5",
        "\ud83d\ude00, 3, 0",
        "\u00fc, 0, 0",
    })
    void cutIsNeverWithinACharacter(String text, int limit, int length) {
        String wire = wire(text);
        assertThat(WireText.cut(wire, limit)).isEqualTo(wire.substring(0, length));
    }

    /** What is no UTF-8 has no characters to keep whole, and is cut where it has to be. */
    @ParameterizedTest
    @CsvSource({
        "aaaa\u0080\u0080, 5", // continuation bytes that belong to nothing
        "\u0080\u0080\u0080\u0080\u0080\u0080, 4",
        "aaa\u0080, 3",
        "\u00c3\u00bc\u0080, 2",
        "\u00e2\u0082\u00ac\u0080, 3",
        "\u00c3\u00bc\u0080\u0080, 3", // one more than its lead byte has room for
        "aa\u00e9\u00e9, 3", // ISO 8859-1
        "aa\u00e9b, 3",
        "\u00f0\u009f\u0098\u0080\u0080, 4",
        "aa\u00ff, 2",
    })
    void invalidUtf8IsCutAtTheLimit(String wire, int limit) {
        assertThat(WireText.cut(wire, limit)).isEqualTo(wire.substring(0, limit));
    }

    @Property
    void cutKeepsAsManyWholeCharactersAsFit(@ForAll String text, @ForAll @IntRange(max = 60) int limit) {
        String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        StringBuilder expected = new StringBuilder();
        for (int codePoint : valid.codePoints().toArray()) {
            String character = wire(Character.toString(codePoint));
            if (expected.length() + character.length() > limit) {
                break;
            }
            expected.append(character);
        }
        assertThat(WireText.cut(wire(valid), limit)).isEqualTo(expected.toString());
    }

    @Property
    void cutOfAnyBytesIsABeginningOfThem(
            @ForAll @CharRange(from = 120, to = 255) String wire, @ForAll @IntRange(max = 40) int limit) {
        String cut = WireText.cut(wire, limit);
        assertThat(wire).startsWith(cut);
        assertThat(cut.length()).isBetween(Math.min(wire.length(), Math.max(0, limit - 3)), limit);
    }

    @Test
    void printableReplacesControlCharactersAloneAndAsciiAllBeyondItToo() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }
        String questionMarks = "?".repeat(32);
        String plain = all.substring(32, 127);
        assertThat(WireText.printable(all.toString())).isEqualTo(questionMarks + plain + "?" + all.substring(128));
        assertThat(WireText.ascii(all.toString())).isEqualTo(questionMarks + plain + "?".repeat(129));
    }

    @Property
    void bytesGoInAndComeOut(@ForAll byte[] bytes) {
        assertThat(WireText.bytes(WireText.of(bytes, 0, bytes.length))).isEqualTo(bytes);
    }

    private static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
