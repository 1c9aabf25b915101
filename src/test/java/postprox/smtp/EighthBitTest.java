package postprox.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.smtp.DataWriter.LineEnds;
import postprox.text.WireText;

/** No content passes that ends before its end for a server that clears the eighth bit of each octet first. */
class EighthBitTest {
    /** A dot between two line ends; 0x8D before the second one makes CR CR LF, which some servers take for one. */
    private static final Pattern END = Pattern.compile("(?:^|\r\n)\\.\r+\n");

    /** A dot at the beginning of a line that CR or LF has ended, where one of the two has the eighth bit. */
    private static final Pattern DOT =
            Pattern.compile("(?:^|[\n\r\u008a\u008d])\u00ae|[\u008a\u008d]\\.", Pattern.DOTALL);

    @Property(tries = 5000)
    void isFoundExactlyWhereTheClearedOctetsHoldAnEnd(
            @ForAll("octets") String text, @ForAll @Size(max = 20) List<@IntRange(max = 5) Integer> lengths)
            throws IOException {
        String wire = DataWriterTest.write(List.of(text), LineEnds.LF, StrayCr.SPACE);
        String clean = text.replace('\r', ' ');
        boolean ends = END.matcher(cleared(wire)).find();

        assertThat(isRefused(clean, BodyType.UNSAID, lengths)).isEqualTo(ends);
    }

    /** Where CR is kept, or is a part of line ends as a program wrote them. */
    @Property(tries = 5000)
    void isFoundAlsoWhereACrIsInTheText(
            @ForAll("octets") String text,
            @ForAll @Size(max = 20) List<@IntRange(max = 5) Integer> lengths,
            @ForAll LineEnds ends,
            @ForAll StrayCr cr)
            throws IOException {
        String wire = DataWriterTest.write(List.of(text), ends, cr);
        if (END.matcher(cleared(wire)).find()) {
            assertThat(isRefused(text, BodyType.UNSAID, lengths)).isTrue();
        }
    }

    @Property(tries = 5000)
    void behindSevenBitEachDotThatClearingMovesToTheBeginningOfALineIsRefused(
            @ForAll("octets") String text, @ForAll @Size(max = 20) List<@IntRange(max = 5) Integer> lengths) {
        assertThat(isRefused(text, BodyType.SEVEN_BIT, lengths))
                .isEqualTo(DOT.matcher(text).find());
    }

    /** Only that is let through behind BODY=8BITMIME in which no octet but those of characters makes an end. */
    @Property(tries = 5000)
    void behindEightBitMimeOnlyCharactersOfUtf8MayLookLikeAnEnd(
            @ForAll("octets") String text, @ForAll @Size(max = 20) List<@IntRange(max = 5) Integer> lengths)
            throws IOException {
        String clean = text.replace('\r', ' ');
        String withoutCharacters =
                clean.replaceAll("[\u00e1-\u00ef]\u008d\u008a|[\u00f0-\u00f4][\u0080-\u00bf]\u008d\u008a", "x");
        String wire = DataWriterTest.write(List.of(withoutCharacters), LineEnds.LF, StrayCr.SPACE);

        if (END.matcher(cleared(wire)).find()) {
            assertThat(isRefused(clean, BodyType.EIGHT_BIT, lengths)).isTrue();
        }
    }

    @Property(tries = 5000)
    void noTextInUtf8IsRefusedBehindEightBitMime(@ForAll("sentences") String text) {
        assertThat(isRefused(new String(text.getBytes(UTF_8), ISO_8859_1), BodyType.EIGHT_BIT, List.of()))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void theKnownAttacksAreRefusedWhateverWasSaid(BodyType body) {
        for (String attack : List.of(
                "\u00ae\n",
                "\u00ae",
                "x\n\u00ae",
                "x\u008d\u008a.",
                "x\n\u00ae\r",
                "x\n\u00ae\nMAIL FROM:<a>\n",
                "x\u008d\u008a\u00ae\u008d\u008aMAIL FROM:<a>\u008d\u008a",
                "x\n\u00ae\u008d\u008aMAIL FROM:<a>\n",
                "x\u008d\u008a.\u008d\u008aMAIL FROM:<a>\n",
                "x\u008d\u008a.\nMAIL FROM:<a>\n",
                "x\u008d\u008a\u00ae\nMAIL FROM:<a>\n")) {
            assertThat(isRefused(attack, body, List.of())).as(attack).isTrue();
            assertThat(isRefused(attack, body, List.of(1, 1, 1, 1, 1, 1, 1, 1)))
                    .as(attack)
                    .isTrue();
        }
    }

    /** A reader may stop at the end that it was told of, and need not see the rest. */
    @ParameterizedTest
    @EnumSource
    void endIsToldWithTheBlockThatHoldsItAndEverAfter(BodyType body) {
        EighthBit look = new EighthBit(body);
        assertThat(look.endsContent(WireText.bytes("x\n"), 0, 2)).isFalse();
        assertThat(look.endsContent(WireText.bytes("\u00ae\n"), 0, 2)).isTrue();
        assertThat(look.endsContent(WireText.bytes("x\n"), 0, 2)).isTrue();
        assertThat(look.endsContentAtLast()).isTrue();
    }

    /** RFC 3629 section 4: two octets before 0x8D 0x8A make a character of three or of four. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00e1\u008d\u008a", // U+134A
                "\u00e5\u008d\u008a", // U+534A
                "\u00ef\u008d\u008a", // U+F34A
                "\u00f0\u0090\u008d\u008a", // U+1034A
                "\u00f1\u0080\u008d\u008a",
                "\u00f3\u00bf\u008d\u008a",
                "\u00f4\u008f\u008d\u008a", // U+10F34A
            })
    void characterOfUtf8BeforeADotIsNoLineEndWithEightBitMime(String character) {
        for (String text : List.of(".\n", ".\r\n", ".", ".x\n", ".\u008ax\n", ".\r\rx\u008a\n")) {
            assertThat(isRefused("x" + character + text, BodyType.EIGHT_BIT, List.of()))
                    .as(text)
                    .isFalse();
            assertThat(isRefused("x" + character + text, BodyType.EIGHT_BIT, List.of(1, 1, 1, 1, 1, 1)))
                    .as(text)
                    .isFalse();
        }
    }

    /** Such octets are at the borders of RFC 3629's table, or beyond one of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00e0\u008d\u008a",
                "\u00f0\u008d\u008a",
                "\u00ef\u0080\u008d\u008a",
                "\u00f5\u0080\u008d\u008a",
                "\u00f1\u007f\u008d\u008a",
                "\u00f1\u00c0\u008d\u008a",
                "\u00f1x\u008d\u008a",
                "x\u008d\u008a",
                "\u00e5\r\u008a",
                "\u00f1\u0081\r\u008a",
            })
    void octetsThatAreNoCharacterOfUtf8AreALineEndWithEightBitMime(String octets) {
        assertThat(isRefused("x" + octets + ".\n", BodyType.EIGHT_BIT, List.of()))
                .isTrue();
    }

    /** The character is none of the end, but an octet after its dot has the bit too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".\r\u008a",
                ".\r\r\u008a",
                ".\u008d\u008a",
                ".\u008d\n",
                ".\u008d\r\n",
                ".\r\u008d\n",
                "\u00ae\n",
                "\u00ae\u008d\u008a"
            })
    void bitOutsideOfTheCharacterMakesAnEndWithEightBitMime(String end) {
        assertThat(isRefused("x\u00e5\u008d\u008a" + end, BodyType.EIGHT_BIT, List.of()))
                .isTrue();
    }

    /** What sendmail takes MAIL's parameter for: the last word counts there, a tab parts words too. */
    @ParameterizedTest
    @CsvSource({
        "FROM:<a@x>, UNSAID",
        "FROM:<a@x> SIZE=1 SMTPUTF8, UNSAID",
        "FROM:<body@x>, UNSAID",
        "FROM:<a@x> BODY=8BITMIME, EIGHT_BIT",
        "FROM:<a@x> body=8bitmime SIZE=1, EIGHT_BIT",
        "FROM:<a@x> BODY=7BIT, SEVEN_BIT",
        "FROM:<a@x>\tbody=7Bit, SEVEN_BIT",
        "FROM:<a@x> BODY=8BITMIME BODY=7BIT, SEVEN_BIT",
        "FROM:<a@x> BODY=7BIT BODY=8BITMIME, SEVEN_BIT",
        "FROM:<a@x> BODY, SEVEN_BIT",
        "FROM:<a@x> BODY=7BI\u00d4, SEVEN_BIT",
        "FROM:<a@x> BODY=8BITMIME\u00a0BODY=7BIT, SEVEN_BIT"
    })
    void bodyIsReadFromMailAsTheWorstThatAServerCouldRead(String argument, BodyType body) {
        assertThat(Command.parse("MAIL " + argument).parameters().body()).isEqualTo(body);
    }

    /** Octets among which those that matter are frequent, with the bit and without. */
    @Provide
    Arbitrary<String> octets() {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.of(".", "\u00ae")),
                        Tuple.of(4, Arbitraries.of("\n", "\u008a", "\u008d\u008a")),
                        Tuple.of(2, Arbitraries.of("\r", "\u008d", "\r\n")),
                        Tuple.of(
                                2,
                                Arbitraries.of("\u00e5\u008d\u008a", "\u00f1\u0081\u008d\u008a", "\u00e1", "\u00d1")),
                        Tuple.of(1, Arbitraries.of("x", "xxxxxxxxxxxxxxxx", " ", "\u0080", "\u00ff", "\u008b", "/")))
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    /** Characters whose octets would be dots and line ends, and full stops. */
    @Provide
    Arbitrary<String> sentences() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.of(".", ".\n", "\n", "..\n", "\n.\n")),
                        Tuple.of(
                                3,
                                Arbitraries.of("\u534a", "\u044a", "\u064a", "\u4e0a", "\u00ae", "\u134a", "\u05ae")),
                        Tuple.of(
                                1, Arbitraries.chars().range('\u0080', '\ud7ff').map(String::valueOf)))
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    private static String cleared(String wire) {
        StringBuilder cleared = new StringBuilder(wire.length());
        wire.chars().forEach(octet -> cleared.append((char) (octet & 0x7F)));
        return cleared.toString();
    }

    private static boolean isRefused(String text, BodyType body, List<Integer> lengths) {
        EighthBit look = new EighthBit(body);
        boolean refused = false;
        for (String block : Portions.cut(text, lengths)) {
            byte[] bytes = WireText.bytes("." + block + ".");
            refused = look.endsContent(bytes, 1, block.length());
        }
        return refused || look.endsContentAtLast();
    }
}
