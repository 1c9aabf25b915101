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
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.mail.Envelope;
import postprox.smtp.BodyType;
import postprox.smtp.Command;
import postprox.smtp.MailParameters;
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

    /** A time that a person has written, or a later release. */
    @Test
    void aTimeFinerThanTheFilesIsThatOfItsMillisecond() throws IOException {
        String fine =
                FactsJson.text(ID, new Facts(TIME, Keeping.occasion(), 1, 2)).replace(".123Z", ".123999Z");
        Facts facts = FactsReader.read(ID, fine.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(facts.time()).isEqualTo(TIME);
        assertThat(FactsReader.read(ID, FactsJson.bytes(ID, facts))).isEqualTo(facts);
    }

    /** A command as a client may have written it, with an address that the session takes. */
    private static Arbitrary<Command> command(String verb, List<String> parameters) {
        Arbitrary<String> local = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withCharRange(' ', '\u00FF')
                        .ofMinLength(1)
                        .ofMaxLength(30),
                Arbitraries.strings()
                        .withChars("ab \t\"\\\\<>@,:;{}[]()\u001b\u007f\u009b\u00e2\u0080\u00ae")
                        .ofMaxLength(20)
                        .map(text -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\""),
                Arbitraries.strings()
                        .ofMinLength(1)
                        .ofMaxLength(10)
                        .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)));
        return Combinators.combine(local, Arbitraries.of(parameters))
                .as((text, parameter) -> Command.parse(verb + "<" + text + "@example.org>" + parameter))
                .filter(10_000, command -> command.parameters().doubt() == MailParameters.Doubt.NONE);
    }

    @Provide
    Arbitrary<Command> mail() {
        return Arbitraries.oneOf(
                command("MAIL FROM:", List.of("", " BODY=8BITMIME", " SIZE=1 ENVID=\u009b\"}", " ENVID=a\u0001b")),
                Arbitraries.just(Command.parse("mail from: <>")));
    }

    @Provide
    Arbitrary<List<Command>> recipients() {
        return command("rcpt to:", List.of("", " NOTIFY=NEVER", " ORCPT=rfc822;\"],\"x"))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Property
    void anEnvelopeIsReadAgainWhateverItsAddressesAre(
            @ForAll("mail") Command mail, @ForAll("recipients") List<Command> recipients, @ForAll("wire") String other)
            throws IOException {
        Facts facts = new Facts(
                TIME,
                new Occasion(
                        new Envelope(
                                other,
                                mail.parameters().address(),
                                recipients.stream()
                                        .map(recipient -> recipient.parameters().address())
                                        .toList(),
                                other,
                                Map.of()),
                        Stream.concat(Stream.of(mail), recipients.stream())
                                .map(Command::line)
                                .toList(),
                        BodyType.UNSAID,
                        other,
                        other),
                123,
                1);
        byte[] json = FactsJson.bytes(ID, facts);
        assertThat(new String(json, StandardCharsets.ISO_8859_1).strip().chars())
                .allMatch(c -> c >= ' ' && c <= '~');
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
