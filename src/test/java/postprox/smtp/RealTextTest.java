package postprox.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people write passes, in every character set that they write it in: none of it is taken for an attack. */
class RealTextTest {
    /** What separates the lines that a message is wrapped to. */
    private static final List<String> ENDS = List.of("\n", ".\n", " ", ". ");

    /** Characters of UTF-8 that end in 0x8D 0x8A, refused before a full stop where nobody announced eight bits. */
    private static final String ENDS_IN_CRLF = "[\u534a\u134a]\\.";

    private static final String READERS =
            "am ar bg ca cs da de el es fa fr he hi hr hu ja ko lt mk mt pl pt ro ru se sr sv th tr"
                    + " uk ur vi zh-CN zh-TW";

    private static final String LETTERS = resource("letters.txt");
    private static final Set<String> WORDS = words();

    /** Announced as RFC 6152 has it, or, where that is the habit, not at all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTF-8",
                "ISO-8859-1",
                "ISO-8859-2",
                "ISO-8859-3",
                "ISO-8859-4",
                "ISO-8859-5",
                "ISO-8859-6",
                "ISO-8859-7",
                "ISO-8859-8",
                "ISO-8859-9",
                "ISO-8859-13",
                "ISO-8859-15",
                "windows-1250",
                "windows-1251",
                "windows-1252",
                "windows-1253",
                "windows-1254",
                "windows-1255",
                "windows-1256",
                "windows-1257",
                "windows-1258",
                "KOI8-R",
                "KOI8-U",
                "Shift_JIS",
                "windows-31j",
                "EUC-JP",
                "ISO-2022-JP",
                "GB2312",
                "GBK",
                "GB18030",
                "Big5",
                "Big5-HKSCS",
                "EUC-KR",
                "TIS-620",
                "IBM866"
            })
    void passes(String charset) {
        CharsetEncoder encoder = Charset.forName(charset).newEncoder();
        List<String> texts = Stream.concat(
                        LETTERS.lines().flatMap(line -> Stream.concat(Stream.of(line), sentences(line))),
                        WORDS.stream())
                .filter(encoder::canEncode)
                .toList();

        assertThat(texts).isNotEmpty();
        for (String end : ENDS) {
            String message = String.join(end, texts) + "\n";
            assertThat(isRefused(message, encoder, BodyType.EIGHT_BIT)).isFalse();
            assertThat(isRefused(message.replaceAll(ENDS_IN_CRLF, ""), encoder, BodyType.UNSAID))
                    .isFalse();
        }
    }

    private static Stream<String> sentences(String line) {
        return Arrays.stream(line.split("(?<=[.。]) ?"));
    }

    private static boolean isRefused(String text, CharsetEncoder encoder, BodyType body) {
        byte[] bytes = text.getBytes(encoder.charset());
        EighthBit look = new EighthBit(body);
        return look.endsContent(bytes, 0, bytes.length) || look.endsContentAtLast();
    }

    /** The names of languages, countries and currencies in languages that have more than US-ASCII. */
    private static Set<String> words() {
        List<Locale> readers =
                Stream.of(READERS.split(" ")).map(Locale::forLanguageTag).toList();
        return readers.stream()
                .flatMap(reader -> Stream.concat(
                        Stream.concat(
                                Arrays.stream(Locale.getISOLanguages())
                                        .map(language -> Locale.of(language).getDisplayLanguage(reader)),
                                Arrays.stream(Locale.getISOCountries())
                                        .map(country -> Locale.of("", country).getDisplayCountry(reader))),
                        Currency.getAvailableCurrencies().stream().map(currency -> currency.getDisplayName(reader))))
                .collect(Collectors.toSet());
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(RealTextTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
