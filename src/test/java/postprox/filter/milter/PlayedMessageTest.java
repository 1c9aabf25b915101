package postprox.filter.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.testkit.ScriptedMilter.number;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.testkit.HostileTexts;
import postprox.testkit.ScriptedMilter;

/** What a milter hears of a message: all of it in the protocol's order, and nothing that it did not ask for. */
class PlayedMessageTest {
    private static final String FOLDED = "Received: from a\n\tby b\nSubject:  two blanks\nX-None:none\n\nline\nother\n";
    private static final int LEADING_SPACE = 1 << 20;

    @AutoClose
    private final MilterTrial trial;

    PlayedMessageTest(@TempDir Path directory) throws IOException {
        trial = new MilterTrial(directory);
    }

    @Test
    void allStepsInTheirOrderWithTheirMacros() {
        assertThat(trial.ask(FOLDED)).isEqualTo(new Verdict.Accept());

        assertThat(trial.heard())
                .containsExactly(
                        ("O" + number(6) + number(0x133) + number(0x1FFFFF)).replace('\0', '|'),
                        "DCj|mx.example.com|{daemon_name}|ours|v|postprox|_|client.example.net [192.0.2.7]|"
                                + "{client_addr}|192.0.2.7|{client_name}|client.example.net|{client_port}|4711|"
                                + "{client_ptr}|client.example.net|",
                        "Cclient.example.net|4\u0012g192.0.2.7|",
                        "Hhelo.example.net|",
                        "DMi|s3ss10nx1|{mail_addr}|a@example.org|",
                        "M<a@example.org>|",
                        "DRi|s3ss10nx1|{rcpt_addr}|b@example.com|",
                        "R<b@example.com>|",
                        "DRi|s3ss10nx1|{rcpt_addr}|c@example.com|",
                        "R<c@example.com>|",
                        "DTi|s3ss10nx1|",
                        "T",
                        "LReceived|from a~\tby b|",
                        "LSubject| two blanks|",
                        "LX-None|none|",
                        "DNi|s3ss10nx1|",
                        "N",
                        "Bline^other^",
                        "DEi|s3ss10nx1|",
                        "E",
                        "Q");
    }

    @Test
    void withLeadingSpaceValuesHaveAllTheirBlanks() {
        trial.milter.behave(conversation -> conversation.serve(LEADING_SPACE, _ -> "c"));

        assertThat(trial.ask(FOLDED)).isEqualTo(new Verdict.Accept());

        assertThat(trial.heard('L'))
                .containsExactly("LReceived| from a~\tby b|", "LSubject|  two blanks|", "LX-None|none|");
    }

    @Test
    void stepsThatItDoesNotWantAreLeftOut() {
        trial.milter.behave(conversation -> conversation.serve(ScriptedMilter.WANTS_NOTHING, _ -> "c"));

        assertThat(trial.ask(FOLDED)).isEqualTo(new Verdict.Accept());

        assertThat(trial.heard().subList(1, trial.heard().size())).containsExactly("DEi|s3ss10nx1|", "E", "Q");
    }

    @Test
    void stepsThatItDoesNotAnswerFollowEachOther() {
        trial.milter.behave(conversation -> conversation.serve(ScriptedMilter.ANSWERS_NOTHING, _ -> "c"));

        assertThat(trial.ask(FOLDED)).isEqualTo(new Verdict.Accept());

        assertThat(trial.letters()).isEqualTo("ODCHDMDRDRDTLLLDNBDEQ");
    }

    @ParameterizedTest
    @CsvSource({"2, false", "3, false", "4, true", "5, true", "6, true"})
    void anOlderMilterHearsWhatItsVersionKnows(int version, boolean hasData) {
        trial.milter.behave(conversation -> {
            conversation.negotiate(version, 0, 0, "");
            conversation.converse(0, _ -> "c");
        });

        assertThat(trial.ask(FOLDED)).isEqualTo(new Verdict.Accept());

        assertThat(trial.letters().contains("T")).isEqualTo(hasData);
    }

    @Test
    void itsOwnListOfMacrosCounts() {
        String lists = number(0) + "j {daemon_name} {unheard_of}\0" + number(2) + "\0" + number(3) + "{rcpt_addr}\0"
                + number(5) + "{i},_\0";
        trial.milter.behave(conversation -> {
            conversation.negotiate(6, 0x133, 0, lists);
            conversation.converse(0, _ -> "c");
        });

        assertThat(trial.ask(FOLDED)).isEqualTo(new Verdict.Accept());

        assertThat(trial.heard('D'))
                .containsExactly(
                        "DCj|mx.example.com|{daemon_name}|ours|",
                        "DR{rcpt_addr}|b@example.com|",
                        "DR{rcpt_addr}|c@example.com|",
                        "DTi|s3ss10nx1|",
                        "DNi|s3ss10nx1|",
                        "DEi|s3ss10nx1|_|client.example.net [192.0.2.7]|");
    }

    @Test
    void eachMessageHasAnIdOfItsOwn() {
        MilterFilter filter = trial.filter();
        for (int i = 0; i < 3; i++) {
            assertThat(trial.ask(filter, FOLDED, MilterTrial.envelope(), MilterTrial.LONG))
                    .isEqualTo(new Verdict.Accept());
        }

        assertThat(trial.heard().stream().filter(text -> text.startsWith("DT")))
                .containsExactly("DTi|s3ss10nx1|", "DTi|s3ss10nx2|", "DTi|s3ss10nx3|");
        assertThat(trial.milter.connections()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2001:db8::1; Cclient.example.net|6\u0012g2001:db8::1|; IPv6:2001:db8::1",
                "fe80::1%eth0; Cclient.example.net|6\u0012gfe80::1|; IPv6:fe80::1",
                "''; Cclient.example.net|U; unknown",
                "10.1; Cclient.example.net|U; unknown",
                "192.0.2.300; Cclient.example.net|U; unknown",
                "mail.example.org; Cclient.example.net|U; unknown"
            })
    void theClientsAddress(String address, String connect, String macro) {
        Envelope envelope = MilterTrial.envelope(
                "a@example.org",
                List.of("b@example.com"),
                Map.of(Attribute.NAME, "client.example.net", Attribute.ADDR, address, Attribute.PORT, "4711"));

        assertThat(trial.ask(trial.filter(), FOLDED, envelope, MilterTrial.LONG))
                .isEqualTo(new Verdict.Accept());

        assertThat(trial.heard('C')).containsExactly(connect);
        assertThat(trial.heard('D').getFirst())
                .contains("{client_addr}|" + macro + "|", "_|client.example.net [" + macro + "]|");
    }

    @Test
    void aClientOfWhomNothingIsKnown() {
        Envelope envelope = new Envelope("s3ss10n", "<>", List.of("b@example.com"), "", Map.of());

        assertThat(trial.ask(trial.filter(), FOLDED, envelope, MilterTrial.LONG))
                .isEqualTo(new Verdict.Accept());

        assertThat(trial.heard()).contains("Cunknown|U", "Hunknown|", "M<>|", "DMi|s3ss10nx1|{mail_addr}||");
    }

    @Test
    void mailOfTheMachinesOwnComesFromLocalhost() {
        Envelope envelope = MilterTrial.envelope(
                "a@example.org", List.of("b@example.com"), Map.of(Attribute.SOURCE, "LOCAL", Attribute.NAME, "x"));

        assertThat(trial.ask(trial.filter(), FOLDED, envelope, MilterTrial.LONG))
                .isEqualTo(new Verdict.Accept());

        assertThat(trial.heard('C')).containsExactly("Clocalhost|4||127.0.0.1|");
    }

    static Stream<String> hostileTexts() {
        return Stream.concat(HostileTexts.ofAscii(), Stream.of("a\0b", "x\r\ny", "\0D\0", "\u00e9\u00ff"));
    }

    /** A value can end neither its own string nor its packet. */
    @ParameterizedTest
    @MethodSource("hostileTexts")
    void noValueFromOutsideBecomesAnother(String text) {
        Map<Attribute, String> client =
                Stream.of(Attribute.values()).collect(Collectors.toMap(attribute -> attribute, _ -> text));
        Envelope envelope = new Envelope("s3ss10n", text, List.of(text), text, client);

        assertThat(trial.ask(trial.filter(), FOLDED, envelope, MilterTrial.LONG))
                .isEqualTo(new Verdict.Accept());

        assertThat(trial.letters()).isEqualTo("ODCHDMDRDTLLLDNBDEQ");
        for (ScriptedMilter.Command command : trial.milter.heard()) {
            long strings = command.data().chars().filter(c -> c == 0).count();
            switch (command.letter()) {
                case 'H', 'M', 'R' -> assertThat(strings).isEqualTo(1);
                case 'D' -> assertThat(strings % 2).isZero();
                default -> {
                    // Numbers and content may have any byte.
                }
            }
            if ("HMRD".indexOf(command.letter()) >= 0) {
                assertThat(command.data()).doesNotContain("\r", "\n");
            }
        }
    }

    @Test
    void aMilterThatIsOfferedAllHearsSo() {
        assertThat(trial.ask(
                        trial.filter(Offer.ALL, SomeRefused.REJECT), FOLDED, MilterTrial.envelope(), MilterTrial.LONG))
                .isEqualTo(new Verdict.Accept());

        assertThat(trial.heard().getFirst())
                .isEqualTo(("O" + number(6) + number(0x1FF) + number(0x1FFFFF)).replace('\0', '|'));
    }
}
