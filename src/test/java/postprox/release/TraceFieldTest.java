package postprox.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.mail.Envelope;
import postprox.quarantine.Facts;
import postprox.quarantine.Occasion;
import postprox.smtp.BodyType;
import postprox.smtp.Xforward.Attribute;
import postprox.testkit.HostileTexts;

/** The trace field of a released message has the same form whatever strangers have put into its values. */
class TraceFieldTest {
    private static final Instant TIME = Instant.parse("2026-11-29T12:00:00Z");
    private static final String WORD = "[0-9A-Za-z.\\-_:%?]{1,255}";

    static Stream<String> hostile() {
        return Stream.concat(
                HostileTexts.ofAscii(),
                Stream.of(
                        "",
                        "x) by forged (y",
                        "x\\",
                        "x\n\tby forged",
                        "x\r\n\r\nbody",
                        "x\u009b2J",
                        "\u00e2\u0080\u00aex",
                        "x".repeat(10_000)));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void noValueEndsAWordACommentOrTheField(String value) {
        Envelope envelope =
                new Envelope(value, value, List.of(value), value, Map.of(Attribute.ADDR, value, Attribute.NAME, value));
        Facts facts = new Facts(TIME, new Occasion(envelope, List.of(), BodyType.UNSAID, value, value), 1, 2);
        String address = value.isEmpty() ? "" : " \\(\\[" + WORD + "\\]\\)";
        String filter = value.isEmpty() ? "" : ", filter " + WORD;
        assertThat(TraceField.of("abcdefghijkl", facts, value, TIME))
                .matches("Received: from " + WORD + address
                        + "\n\tby " + WORD + " \\(postprox quarantine" + filter + "\\)"
                        + "\n\tid abcdefghijkl; Sun, 29 Nov 2026 12:00:00 \\+0000"
                        + "\n\t\\(released Sun, 29 Nov 2026 12:00:00 \\+0000\\)\n");
    }
}
