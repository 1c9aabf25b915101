package postprox.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.mail.Envelope;
import postprox.smtp.BodyType;
import postprox.smtp.Xforward.Attribute;

/** The facts of a message come back from its JSON byte for byte, whatever strangers have put into them. */
class FactsPropertyTest {
    private static final String ID = "abcdefghijkl";
    private static final Instant TIME = Instant.parse("2026-11-29T12:00:00.123Z");

    @Provide
    Arbitrary<String> wire() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withCharRange('\0', '\u00FF').ofMaxLength(60),
                Arbitraries.strings()
                        .ofMaxLength(20)
                        .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
    }

    @Property
    void whatIsWrittenIsReadAgain(
            @ForAll("wire") String helo, @ForAll("wire") String name, @ForAll("wire") String reason)
            throws IOException {
        Facts facts = new Facts(
                TIME,
                new Occasion(
                        new Envelope(
                                helo,
                                "<>",
                                List.of("b@example.com", "c@example.com"),
                                name,
                                Map.of(Attribute.NAME, name)),
                        List.of(
                                "MAIL FROM:<> BODY=8BITMIME",
                                "RCPT TO:<b@example.com>",
                                "rcpt to: <c@example.com> NOTIFY=NEVER"),
                        BodyType.EIGHT_BIT,
                        name,
                        reason),
                123,
                0xFFFF_FFFFL);
        byte[] json = FactsJson.bytes(ID, facts);
        assertThat(json).doesNotContain((byte) 0x1B).endsWith((byte) '\n');
        assertThat(FactsReader.read(ID, json)).isEqualTo(facts);
    }

    @Property
    void anyBytesAreFactsOrAreRefused(@ForAll byte[] bytes) {
        try {
            Facts facts = FactsReader.read(ID, bytes);
            assertThat(FactsJson.bytes(ID, facts)).isNotEmpty();
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    static Stream<String> wrong() {
        String right = FactsJson.text(ID, new Facts(TIME, Keeping.occasion(), 1, 2));
        return Stream.of(
                "",
                "[]",
                "{}",
                right.replace(ID, "other"),
                right + "x",
                right.substring(0, right.length() - 1),
                right.replace("\"size\":1", "\"size\":-1"),
                right.replace("\"size\":1", "\"size\":99999999999999999999"),
                right.replace("2026", "year"),
                right.replace("RCPT TO:<b@", "RCPT TO:<x@"),
                right.replace("RCPT TO:<b@example.com>", "RCPT TO:<b@example.com>\\r\\nDATA"),
                right.replace("RCPT TO:<b@example.com>", "DATA"),
                right.replace("\"recipients\":[\"b@example.com\"]", "\"recipients\":[]"),
                right.replace("unsaid", "other"),
                right.replace("00000002", "2"),
                right.replace("s3ss10n", "\\ud800"),
                right.replace("{\"id\"", "{\"id\":\"x\",\"id\""),
                "[".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsNotWholeIsRefusedInWords(String json) {
        assertThatThrownBy(() -> FactsReader.read(ID, json.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(IOException.class)
                .message()
                .isNotBlank();
    }
}
