package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedScanner;

/** What becomes of a message by each answer of a scanner that speaks draft-01. */
class HooksAnswerTest {
    private static final String MESSAGE = "Received: r1\nSubject: Old\nX-A: 1\nX-A: 2\n\nbody\n";

    @AutoClose
    private final ScriptedScanner scanner = ScriptedScanner.start();

    @AutoClose
    private final Asker asker;

    HooksAnswerTest(@TempDir Path directory) throws IOException {
        asker = Asker.atEndpoint(directory, scanner.origin() + "/hook");
    }

    @Test
    void noContentPasses() {
        scanner.behave(conversation -> conversation.answer(204, ""));

        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"set\":null,\"add\":null,\"delete\":null}",
                "{\"set\":[]}",
                "{\"set\":[{\"path\":\"/action\",\"value\":\"accept\"}]}"
            })
    void anAnswerThatChangesNothingPasses(String answer) {
        scanner.says(answer);

        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"code":550,"enhancedCode":"5.7.1","message":"no"}                | 550 5.7.1 no
            {"code":451,"enhancedCode":"4.7.1","message":"later"}             | 451 4.7.1 later
            {"code":421,"message":"go away"}                                  | 451 go away
            {"code":550,"enhancedCode":"4.7.1","message":"two minds"}         | 550 5.7.1 two minds
            {"message":"words alone"}                                         | 554 words alone
            {"code":null,"enhancedCode":null,"message":null}                  | 554 Content rejected
            {"code":550,"message":"one\\r\\n250 two \\u0000\\u001b[2J \\u00e9"} | 550 one??250 two ??[2J ?
            {}                                                                | 554 Content rejected
            """)
    void aRefusalIsInTheScannersWords(String response, String reply) {
        scanner.says("{\"set\":[{\"path\":\"/response\",\"value\":" + response
                + "},{\"path\":\"/action\",\"value\":\"reject\"}]}");

        assertThat(Asker.refusal(asker.ask(MESSAGE))).isEqualTo(reply);
    }

    @Test
    void partsOfTheReplyMayBeSetAlone() {
        scanner.says("""
                {"set":[{"path":"/action","value":"reject"},{"path":"/response/code","value":451},
                        {"path":"/response/enhancedCode","value":"4.3.0"},{"path":"/response/message","value":"wait"}]}
                """);

        assertThat(Asker.refusal(asker.ask(MESSAGE))).isEqualTo("451 4.3.0 wait");
    }

    @Test
    void aRefusalWithoutAReplyHasOurs() {
        scanner.says(action("reject"));

        assertThat(Asker.refusal(asker.ask(MESSAGE))).isEqualTo("554 Content rejected");
    }

    @Test
    void disconnectRefusesTheMessage() {
        scanner.says(action("disconnect"));

        assertThat(Asker.refusal(asker.ask(MESSAGE))).isEqualTo("554 Content rejected");
    }

    @Test
    void discardAndQuarantineAreForTheAdministratorToAllow() {
        scanner.says(action("discard"));
        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Discard(""));

        scanner.says(
                "{\"set\":[{\"path\":\"/action\",\"value\":\"quarantine\"},{\"path\":\"/response/message\",\"value\":\"odd\\n\"}]}");
        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Quarantine("odd?"));
    }

    /** With a 2xx the client would take the message for delivered. */
    @ParameterizedTest
    @ValueSource(strings = {"250", "354", "600", "\"550\"", "550.5", "99999999999", "true", "[]"})
    void aRefusalWithACodeThatIsNoneNeverPasses(String code) {
        scanner.says("{\"set\":[{\"path\":\"/action\",\"value\":\"reject\"},{\"path\":\"/response/code\",\"value\":"
                + code + "}]}");

        assertThat(asker.ask(MESSAGE))
                .isInstanceOfSatisfying(
                        NoVerdict.Doubtful.class,
                        doubt -> assertThat(doubt.reason())
                                .contains("the code of its reply is not between 400 and 599"));
    }

    @Test
    void aReplyForAnAcceptedMessageIsOnlyLogged() {
        scanner.says("{\"set\":[{\"path\":\"/response/message\",\"value\":\"hello\"}]}");

        assertThat(asker.ask(MESSAGE))
                .isInstanceOfSatisfying(
                        Verdict.Accept.class,
                        accept -> assertThat(accept.remarks().said()).contains("which nobody hears"));
    }

    /** All fields but those named keep their bytes, and a later operation sees what an earlier one made. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "add":[{"path":"/message/headers","index":0,"value":{"name":"X-T","value":"t"}}]   | X-T: t/Received: r1/Subject: Old/X-A: 1/X-A: 2
            "add":[{"path":"/message/headers","value":{"name":"X-T","value":"t"}}]             | Received: r1/Subject: Old/X-A: 1/X-A: 2/X-T: t
            "add":[{"path":"/message/headers","index":3,"value":{"name":"X-T","value":" t"}}]  | Received: r1/Subject: Old/X-A: 1/X-T: t/X-A: 2
            "add":[{"path":"/message/headers","index":4,"value":{"name":"X-T","value":"t"}}]   | Received: r1/Subject: Old/X-A: 1/X-A: 2/X-T: t
            "delete":[{"path":"/message/headers/3"},{"path":"/message/headers/1"}]             | Received: r1/X-A: 1
            "delete":[{"path":"/message/headers/2"},{"path":"/message/headers/2"}]             | Received: r1/Subject: Old
            "set":[{"path":"/message/headers/1/value","value":"New"}]                          | Received: r1/Subject: New/X-A: 1/X-A: 2
            "set":[{"path":"/message/headers/3","value":{"name":"X-B","value":"b"}}]           | Received: r1/Subject: Old/X-A: 1/X-B: b
            "set":[{"path":"/message/headers/3/value","value":"\\u00e9"}]                      | Received: r1/Subject: Old/X-A: 1/X-A: \u00c3\u00a9
            "delete":[{"path":"/message/headers/0"}],"add":[{"path":"/message/headers","index":0,"value":{"name":"X-T","value":"t"}}],"set":[{"path":"/message/headers/0/value","value":"r2"}] | Received: r2/Subject: Old/X-A: 1/X-A: 2
            """)
    void headerFieldsAreChangedByTheirPlace(String operations, String header) throws IOException {
        scanner.says("{" + operations + "}");

        assertThat(asker.passing(MESSAGE)).isEqualTo(header.replace('/', '\n') + "\n\nbody\n");
    }

    @Test
    void aFieldMayBeFolded() throws IOException {
        scanner.says("{\"add\":[{\"path\":\"/message/headers\",\"index\":0,\"value\":"
                + "{\"name\":\"X-T\",\"value\":\"one\\r\\n two\\r\\n\"}}]}");

        assertThat(asker.passing(MESSAGE)).isEqualTo("X-T: one\n two\n" + MESSAGE);
    }

    @Test
    void aNewMessageTakesThePlaceOfTheOld() throws IOException {
        String message = "Subject: new\r\n\r\n" + "??>>~~\u00ff\r\n".repeat(50_000);
        scanner.says("{\"set\":[{\"path\":\"/rawMessage\",\"value\":\"" + base64(message) + "\"}]}");

        assertThat(asker.passing(MESSAGE)).isEqualTo(message);
    }

    /** Some writers of JSON put a backslash in front of each slash. */
    @Test
    void aNewMessageMayHaveEscapedSlashes() throws IOException {
        String message = "Subject: new\n\n" + "\u00ff\u00ff\u00ff???\n".repeat(5000);
        scanner.says("{\"set\":[{\"path\":\"/rawMessage\",\"value\":\""
                + base64(message).replace("/", "\\/") + "\"}]}");

        assertThat(asker.passing(MESSAGE)).isEqualTo(message);
    }

    /** draft-01 section 6.3.4. */
    @Test
    void aNewMessageHasItsOwnHeader() throws IOException {
        scanner.says("{\"delete\":[{\"path\":\"/message/headers/0\"}],\"set\":[{\"path\":\"/rawMessage\",\"value\":\""
                + base64("X: y\n\nz\n") + "\"}]}");

        assertThat(asker.passing(MESSAGE)).isEqualTo("X: y\n\nz\n");
    }

    @Test
    void aNewMessageThatIsTooLargeNeverPasses() {
        asker.largest(1000);
        scanner.says("{\"set\":[{\"path\":\"/rawMessage\",\"value\":\"" + base64("x".repeat(2000)) + "\"}]}");

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Doubtful.class);
    }

    @Test
    void anAnswerToARequestThatWasNotSentWholeLetsNothingPass() {
        scanner.behave(conversation -> {
            conversation.head();
            conversation.reply(200, "{}");
            conversation.awaitEnd();
        });

        assertThat(asker.ask("Subject: x\n\n" + "lorem ipsum\n".repeat(2_000_000)))
                .isEqualTo(new NoVerdict.Failed(
                        "127.0.0.1:" + scanner.port() + ": it let the message pass before it had all of it"));
    }

    private static String action(String action) {
        return "{\"set\":[{\"path\":\"/action\",\"value\":\"" + action + "\"}]}";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
