package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.hooks.Scanner.Standing;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.testkit.ScriptedScanner;

/** The older dialect, as Stalwart's code and its documentation have it. */
class StalwartTest {
    private static final String MESSAGE = "Received: r1\nSubject: Old\n folded\nX-A: 1\nX-A: 2\n\nbody\n";

    @AutoClose
    private final ScriptedScanner scanner = ScriptedScanner.start();

    @AutoClose
    private final Asker asker;

    StalwartTest(@TempDir Path directory) throws IOException {
        asker = new Asker(
                directory, scanner.origin() + "/hook", Dialect.STALWART, new Standing.Known(Optional.empty()));
    }

    @Test
    void theRequestIsAsStalwartSendsIt() {
        scanner.says("{\"action\":\"accept\"}");

        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
        assertThat(scanner.asked().getFirst().headers())
                .containsEntry("Content-Type", "application/json")
                .doesNotContainKeys("X-MTA-Hooks-Request-Id", "X-MTA-Hooks-Registration");
        assertThat(scanner.asked().getFirst().body())
                .isEqualTo("{\"context\":{\"stage\":\"data\",\"client\":{\"ip\":\"192.0.2.7\",\"port\":34567,"
                        + "\"ptr\":\"mx.example.org\",\"helo\":\"mail.example.org\",\"ehlo\":\"mail.example.org\","
                        + "\"activeConnections\":1},\"server\":{\"name\":\"postprox\",\"port\":25},\"protocol\":{\"version\":1}},"
                        + "\"envelope\":{\"from\":{\"address\":\"a@example.org\"},"
                        + "\"to\":[{\"address\":\"b@example.com\"},{\"address\":\"c@example.com\"}]},"
                        + "\"message\":{\"headers\":[[\"Received\",\" r1\\r\\n\"],[\"Subject\",\" Old\\r\\n folded\\r\\n\"],"
                        + "[\"X-A\",\" 1\\r\\n\"],[\"X-A\",\" 2\\r\\n\"]],\"size\":"
                        + MESSAGE.replace("\n", "\r\n").length() + ",\"contents\":\"body\\r\\n\"}}");
    }

    @Test
    void typesThatAllowNoNullGetAValue() {
        scanner.says("{\"action\":\"accept\"}");
        asker.ask("x", new Envelope("s", "<>", List.of("b@example.com"), "", Map.of()), Asker.LONG);

        assertThat(scanner.asked().getFirst().body())
                .contains("\"client\":{\"ip\":\"0.0.0.0\",\"port\":0,\"activeConnections\":1}")
                .contains("\"from\":{\"address\":\"\"}")
                .contains("\"headers\":[],\"size\":1,\"contents\":\"x\"");
    }

    /** Scanners trust 127.0.0.1. */
    @Test
    void onlyMailOfThisMachineIsFromThisMachine() {
        scanner.says("{\"action\":\"accept\"}");
        asker.ask("x", from(Map.of(Attribute.SOURCE, "LOCAL")), Asker.LONG);
        asker.ask("x", from(Map.of(Attribute.SOURCE, "REMOTE")), Asker.LONG);

        assertThat(scanner.asked().getFirst().body()).contains("\"ip\":\"127.0.0.1\"");
        assertThat(scanner.asked().getLast().body()).contains("\"ip\":\"0.0.0.0\"");
    }

    private static Envelope from(Map<Attribute, String> client) {
        return new Envelope("s", "a@example.org", List.of("b@example.com"), "", client);
    }

    @Test
    void theBodyIsEscapedAndLossy() {
        scanner.says("{\"action\":\"accept\"}");
        asker.ask("X: y\n\na\"b\\c\u0001\t\u007f \u00c3\u00a9\u00e9x\u00e2\u0082");

        assertThat(scanner.asked().getFirst().body())
                .endsWith(
                        "\"contents\":\"a\\\"b\\\\c\\u0001\\t\u007f \u00c3\u00a9\u00ef\u00bf\u00bdx\u00ef\u00bf\u00bd\"}}");
    }

    /** A character may lie across two blocks. */
    @Test
    void aLongBodyInUtf8IsWhole() {
        scanner.says("{\"action\":\"accept\"}");
        String text = "x" + "\u00e2\u0082\u00ac".repeat(100_000) + "\u00f0\u009f\u0098\u0080".repeat(10_000);
        asker.ask("X: y\n\n" + text);

        assertThat(scanner.asked().getFirst().body()).endsWith("\"contents\":\"" + text + "\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"status":550,"enhancedStatus":"5.7.1","message":"no","disconnect":false} | 550 5.7.1 no
            {"status":451,"enhanced_status":"4.7.1","message":"later"}                | 451 4.7.1 later
            null                                                                      | 554 Content rejected
            """)
    void aRefusalMaySpellItsCodeInBothWays(String response, String reply) {
        scanner.says("{\"action\":\"reject\",\"response\":" + response + ",\"unknown\":[1]}");

        assertThat(Asker.refusal(asker.ask(MESSAGE))).isEqualTo(reply);
    }

    @Test
    void discardAndQuarantineAreForTheAdministratorToAllow() {
        scanner.says("{\"action\":\"discard\"}");
        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Discard(""));
        scanner.says("{\"action\":\"quarantine\"}");
        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Quarantine(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"addHeader","name":"X-T","value":"t"}                         | X-T: t/Received: r1/Subject: S/X-A: 1/X-A: 2
            {"type":"insertHeader","index":2,"name":"X-A","value":"t"}            | Received: r1/Subject: S/X-A: 1/X-A: t/X-A: 2
            {"type":"insertHeader","index":9,"name":"x-a","value":"t"}            | Received: r1/Subject: S/X-A: 1/x-a: t/X-A: 2
            {"type":"insertHeader","index":0,"name":"X-A","value":"t"}            | X-A: t/Received: r1/Subject: S/X-A: 1/X-A: 2
            {"type":"insertHeader","index":1,"name":"X-T","value":"t"}            | X-T: t/Received: r1/Subject: S/X-A: 1/X-A: 2
            {"type":"changeHeader","index":2,"name":"X-A","value":"t"}            | Received: r1/Subject: S/X-A: 1/X-A: t
            {"type":"changeHeader","index":1,"name":"X-T","value":"t"}            | X-T: t/Received: r1/Subject: S/X-A: 1/X-A: 2
            {"type":"changeHeader","index":1,"name":"X-A","value":""}             | Received: r1/Subject: S/X-A: 2
            {"type":"deleteHeader","index":2,"name":"x-a"}                        | Received: r1/Subject: S/X-A: 1
            {"type":"deleteHeader","index":7,"name":"X-A"}                        | Received: r1/Subject: S/X-A: 1/X-A: 2
            {"type":"deleteHeader","index":1,"name":"X-A"},{"type":"deleteHeader","index":1,"name":"X-A"} | Received: r1/Subject: S
            """)
    void headerFieldsAreChangedByNameAndNumber(String modifications, String header) throws IOException {
        scanner.says("{\"action\":\"accept\",\"modifications\":[" + modifications + "]}");

        assertThat(asker.passing("Received: r1\nSubject: S\nX-A: 1\nX-A: 2\n\nbody\n"))
                .isEqualTo(header.replace('/', '\n') + "\n\nbody\n");
    }

    @Test
    void aNewBodyStandsBehindTheOldHeader() throws IOException {
        scanner.says(
                "{\"action\":\"accept\",\"modifications\":[{\"type\":\"replaceContents\",\"value\":\"one\"},"
                        + "{\"type\":\"addHeader\",\"name\":\"X-T\",\"value\":\"t\"},"
                        + "{\"type\":\"replaceContents\",\"value\":\"\"},{\"type\":\"replaceContents\",\"value\":\"two \u20ac\\n\"}]}");

        assertThat(asker.passing(MESSAGE))
                .isEqualTo("X-T: t\n" + MESSAGE.replace("body\n", "two \u00e2\u0082\u00ac\n"));
        assertThat(asker.passing("Subject: x")).isEqualTo("X-T: t\nSubject: x\n\ntwo \u00e2\u0082\u00ac\n");
    }

    @Test
    void aNewBodyOfTextThatTheScannerHasNotSeenIsVoid() {
        scanner.says("{\"action\":\"accept\",\"modifications\":[{\"type\":\"replaceContents\",\"value\":\"one\"}]}");

        assertThat(asker.ask("Subject: x\n\n\u00e9\n"))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason()).contains("body is not UTF-8"));
    }

    /** Python's json writes six bytes for a letter that is not US-ASCII. */
    @Test
    void aNewBodyMayBeWrittenInUsAscii() throws IOException {
        scanner.says("{\"action\":\"accept\",\"modifications\":[{\"type\":\"replaceContents\",\"value\":\""
                + "\\u00e9".repeat(1_000_000) + "\"}]}");

        assertThat(asker.passing(MESSAGE)).endsWith("\n\n" + "\u00c3\u00a9".repeat(1_000_000));
    }

    @Test
    void aNewBodyThatIsTooLongForTheMemoryIsVoid() {
        scanner.says("{\"action\":\"accept\",\"modifications\":[{\"type\":\"replaceContents\",\"value\":\""
                + "x".repeat(1_100_000) + "\"}]}");

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Failed.class);
    }

    @Test
    void voidAnswersDoNotSwitchTheScannerOff() {
        scanner.behave(conversation -> conversation.answer(204, ""));
        for (int i = 0; i < 7; i++) {
            assertThat(asker.ask("Message-ID: <" + i + "@x>\n\n")).isInstanceOf(NoVerdict.Failed.class);
        }
        scanner.says("{\"action\":\"accept\"}");

        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "",
                "{\"action\":null}",
                "{\"action\":\"accept\",\"response\":\"no\"}",
                "{\"action\":\"accept\",\"modifications\":{}}",
                "{\"action\":\"accept\",\"modifications\":[1]}",
                "{\"action\":\"accept\",\"modifications\":[{\"type\":\"changeFrom\",\"value\":\"a@b\"}]}",
                "{\"action\":\"accept\",\"modifications\":[{\"type\":\"addRecipient\",\"value\":\"a@b\",\"parameters\":null}]}",
                "{\"action\":\"accept\",\"modifications\":[{\"type\":\"deleteRcpt\",\"value\":\"a@b\"}]}",
                "{\"action\":\"accept\",\"modifications\":[{\"type\":\"addHeader\",\"name\":\"X\"}]}",
                "{\"action\":\"accept\",\"modifications\":[{\"type\":\"addHeader\",\"name\":\"X\",\"value\":\"a\\r\\nY: z\"}]}",
                "{\"action\":\"accept\",\"modifications\":[{\"type\":\"deleteHeader\",\"name\":\"X\",\"index\":-1}]}"
            })
    void whatCannotBeObeyedAsAWholeIsAFailure(String answer) {
        scanner.says(answer);

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"burn\"}",
                "{\"action\":7}",
                "{\"action\":\"reject\",\"response\":",
                "{\"action\":\"reject\",\"response\":{\"status\":250,\"message\":\"fine\"}}",
                "{\"action\":\"discard\",\"modifications\":[{\"type\":\"changeFrom\",\"value\":\"a@b\"}]}"
            })
    void aMessageThatTheScannerDoesNotAcceptNeverPasses(String answer) {
        scanner.says(answer);

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Doubtful.class);
    }

    /** The next message would wait as long: a time-out counts, whatever the scanner has said. */
    @Test
    void aScannerThatHangsBehindARefusalLetsNothingPassAndIsLeftAlone() {
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{\"action\":\"reject\",");
            conversation.awaitEnd();
        });
        for (int i = 0; i < 5; i++) {
            assertThat(asker.ask("Message-ID: <" + i + "@x>\n\n", Asker.SHORT)).isInstanceOf(NoVerdict.Doubtful.class);
        }

        assertThat(asker.ask(MESSAGE, Asker.SHORT))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason()).contains("5 times in a row"));
    }

    /** Another try may bring another answer. The first one counts. */
    @Test
    void aScannerThatClosesBehindARefusalIsNotAskedAgain() {
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{\"action\":\"reject\",");
        });

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Doubtful.class);
        assertThat(scanner.asked()).hasSize(1);
    }

    /** Stalwart itself wants an action in each answer. */
    @Test
    void noContentIsAFailure() {
        scanner.behave(conversation -> conversation.answer(204, ""));

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Failed.class);
    }
}
