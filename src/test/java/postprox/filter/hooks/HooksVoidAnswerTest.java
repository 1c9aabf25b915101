package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedScanner;

/** Answers of draft-01 that postprox cannot obey as a whole: no part of them takes effect. */
class HooksVoidAnswerTest {
    private static final String MESSAGE = "Received: r1\nSubject: Old\n\nbody\n";

    @AutoClose
    private final ScriptedScanner scanner = ScriptedScanner.start();

    @AutoClose
    private final Asker asker;

    HooksVoidAnswerTest(@TempDir Path directory) throws IOException {
        asker = Asker.atEndpoint(directory, scanner.origin() + "/hook");
    }

    static List<String> operations() {
        return List.of(
                set("/message/subject", "\"[EXT]\""),
                set("/envelope/from", "{\"address\":\"x@example.org\"}"),
                "\"add\":[{\"path\":\"/envelope/to\",\"value\":{\"address\":\"a@example.com\",\"parameters\":{}}}]",
                "\"delete\":[{\"path\":\"/envelope/to/0\"}]",
                "\"delete\":[{\"path\":\"/message/headers\"}]",
                "\"delete\":[{\"path\":\"/message/headers/2\"}]",
                "\"delete\":[{\"path\":\"/message/headers/01\"}]",
                "\"delete\":[{\"path\":\"/message/headers/-1\"}]",
                "\"delete\":[{\"path\":\"/message/headers/0\",\"value\":1}]",
                "\"delete\":[{\"path\":\"/action\"}]",
                set("/message/headers/9", "{\"name\":\"X\",\"value\":\"y\"}"),
                set("/message/headers/0", "\"y\""),
                set("/message/headers/0/value", "7"),
                set("/message/headers/0", "{\"name\":\"X\",\"value\":\"y\",\"more\":1}"),
                add("\"index\":3", "X", "y"),
                add("\"index\":-1", "X", "y"),
                add("\"index\":\"0\"", "X", "y"),
                add("\"index\":0", "X: y\\r\\nZ", "y"),
                add("\"index\":0", "", "y"),
                add("\"index\":0", "X", "y\\r\\n\\r\\nbody"),
                add("\"index\":0", "X", "y\\nZ: forged"),
                add("\"index\":0", "X", "y\\u0000"),
                add("\"index\":0", "X", "y".repeat(1000)),
                set("/rawMessage", "\"\""),
                set("/rawMessage", "null"),
                set("/rawMessage", "\"U3ViamVjdDog eA==\""),
                set("/rawMessage", "\"U3ViamVj\\ndDogeA==\""),
                set("/rawMessage", "\"U3ViamVjdDogeA\""),
                set("/rawMessage", "\"U3Viam-_dDogeA==\""),
                set("/rawMessage", "\"U3ViamVjdDogeA==\"") + ","
                        + "\"add\":[{\"path\":\"/rawMessage\",\"value\":\"eA==\"}]",
                "\"set\":[{\"value\":\"U3ViamVjdDogeA==\",\"path\":\"/rawMessage\"}]",
                "\"set\":[{\"path\":\"/rawMessage\",\"value\":\"eA==\"},{\"path\":\"/rawMessage\",\"value\":\"eA==\"}]",
                set("/response", "\"550 no\""),
                set("/response", "{\"code\":550,\"text\":\"no\"}"),
                set("/response/enhancedCode", "\"none\""),
                set("/response/message", "7"),
                set("/stage", "\"data\""),
                set("", "{}"),
                "\"set\":[{\"value\":1}]",
                "\"set\":[{\"path\":7,\"value\":1}]",
                "\"set\":[null]",
                "\"set\":{\"path\":\"/action\",\"value\":\"accept\"}",
                "\"move\":[]",
                "\"set\":[" + "{},".repeat(1000) + "{}]");
    }

    /** The failure policy decides, as with any failure. */
    @ParameterizedTest
    @MethodSource("operations")
    void anOperationThatCannotBeMadeIsAFailure(String operations) {
        scanner.says("{" + operations + "}");

        assertThat(asker.ask(MESSAGE))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason()).contains("its answer is void: "));
    }

    /** Whatever else is wrong: the scanner did not accept the message. No failure policy lets it pass. */
    @ParameterizedTest
    @MethodSource("operations")
    void noneOfThemLetsAMessagePassThatTheScannerDoesNotAccept(String operations) {
        for (String action : List.of("reject", "discard", "quarantine", "disconnect", "burn")) {
            String both = operations.startsWith("\"set\":[")
                    ? operations.replaceFirst(
                            "\"set\":\\[", "\"set\":[{\"path\":\"/action\",\"value\":\"" + action + "\"},")
                    : "\"set\":[{\"path\":\"/action\",\"value\":\"" + action + "\"}]," + operations;
            scanner.says("{" + both + "}");

            assertThat(asker.ask(MESSAGE)).as(both).isInstanceOf(NoVerdict.Doubtful.class);
        }
    }

    static Stream<String> texts() {
        return Stream.of(
                "",
                "null",
                "[]",
                "[{\"op\":\"replace\",\"path\":\"/action\",\"value\":\"reject\"}]",
                "\"accept\"",
                "{\"set\":[]",
                "{\"set\":[]}}",
                "{} {}",
                "{\"set\":[],\"set\":[]}",
                "{'set':[]}",
                "{\"set\":[{\"path\":\"/response/message\",\"value\":" + "[".repeat(10_000),
                "{\"x\":" + "[".repeat(1000) + "]".repeat(1000) + "}",
                "{\"set\":[{\"path\":\"/response/message\",\"value\":\"" + "x".repeat(300_000) + "\"}]}",
                "{\"set\":[{\"path\":\"/response/code\",\"value\":1e9999999}]}",
                "{\"set\":[{\"path\":\"/response/code\",\"value\":" + "9".repeat(100_000) + "}]}",
                "\u0000\u0001\u0002",
                "<html>Bad Gateway</html>",
                " ".repeat(2_000_000));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void whatIsNoAnswerIsAFailure(String text) {
        scanner.says(text);

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Failed.class);
    }

    @Test
    void anAnswerThatBreaksOffBehindARefusalDoesNotLetTheMessagePass() {
        scanner.says("{\"set\":[{\"path\":\"/action\",\"value\":\"reject\"},{\"path\":");

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Doubtful.class);
    }

    /** The connection ends in the middle of the answer, or the answer does not end. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\u00ab", "LONG", "LONGER"})
    void anAnswerThatCannotBeReadBehindARefusalDoesNotLetTheMessagePass(String more) {
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say("HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n"
                    + "{\"set\":[{\"path\":\"/action\",\"value\":\"reject\"},{\"path\":\""
                    + more.replace("LONGER", "x".repeat(2_000_000)).replace("LONG", "x".repeat(300_000)));
        });

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Doubtful.class);
    }

    /** The next message would wait as long: a time-out counts, whatever the scanner has said. */
    @Test
    void aScannerThatHangsBehindARefusalLetsNothingPassAndIsLeftAlone() {
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say(
                    "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{\"set\":[{\"path\":\"/action\",\"value\":\"reject\"},");
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
            conversation.say(
                    "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{\"set\":[{\"path\":\"/action\",\"value\":\"reject\"},");
        });

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Doubtful.class);
        assertThat(scanner.asked()).hasSize(1);
    }

    static List<String> replies() {
        return List.of(
                "Content-Length: 2\r\n\r\n[]",
                "Content-Length: 3\r\n\r\n{\"\u00e9",
                "\r\n{\"delete\":[{\"path\":\"/message/headers/99999\"}]}",
                "Content-Length: -2\r\n\r\n{}",
                "Content-Length: 3000000\r\n\r\n" + " ".repeat(3_000_000));
    }

    /** The cause may be the message: a few senders could have the scanner left alone. */
    @ParameterizedTest
    @MethodSource("replies")
    void voidAnswersDoNotSwitchTheScannerOff(String reply) {
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say("HTTP/1.1 200 OK\r\n" + reply);
        });
        for (int i = 0; i < 7; i++) {
            assertThat(asker.ask("Message-ID: <" + i + "@x>\n\n")).isInstanceOf(NoVerdict.Failed.class);
        }
        assertThat(asker.events()).isEmpty();
        scanner.says("{}");

        assertThat(asker.ask(MESSAGE)).isEqualTo(new Verdict.Accept());
    }

    @Test
    void twoActionsAreVoid() {
        scanner.says(
                "{\"set\":[{\"path\":\"/action\",\"value\":\"accept\"},{\"path\":\"/action\",\"value\":\"reject\"}]}");

        assertThat(asker.ask(MESSAGE)).isInstanceOf(NoVerdict.Doubtful.class);
    }

    /** Lines of a mailbox file are no fields to other readers: a place would be that of another field there. */
    @Test
    void placesBehindALineOfAMailboxFileAreVoid() {
        scanner.says("{\"delete\":[{\"path\":\"/message/headers/1\"}]}");

        assertThat(asker.ask("From a@example.org Mon Nov 30\n" + MESSAGE)).isInstanceOf(NoVerdict.Failed.class);
    }

    /** Where a CR ends a line for some, and a NUL the text, a place is that of another field for them. */
    @ParameterizedTest
    @ValueSource(strings = {"A: x\rB: y\n", "A: x\u0000B: y\n"})
    void placesInAHeaderThatOthersCountInAnotherWayAreVoid(String field) {
        scanner.says("{\"delete\":[{\"path\":\"/message/headers/1\"}]}");

        assertThat(asker.ask(field + MESSAGE)).isInstanceOf(NoVerdict.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000\u0000\u0000\u00fe\u00ff{}",
                "\u00ff\u00fe{\u0000}\u0000",
                "\u0000\u0000\u00ff\u00fe",
                "{\"set\":[{\"path\":\"/response/message\",\"value\":\"\u00e9\"}]}"
            })
    void anotherEncodingThanUtf8IsVoid(String text) {
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
        });

        assertThat(asker.ask(MESSAGE))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason()).contains("its answer is void"));
    }

    /** The library's own words tell its user what to call, and not the administrator what is wrong. */
    @Test
    void theLogSaysThatATextIsTooLong() {
        scanner.says("{\"set\":[{\"path\":\"/response/message\",\"value\":\"" + "x".repeat(300_000) + "\"}]}");

        assertThat(asker.ask(MESSAGE))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason())
                                .contains("is too long")
                                .doesNotContain("Stream"));
    }

    @Test
    void theLogNamesTheRequest() {
        scanner.says("[]");

        assertThat(asker.ask(MESSAGE))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason())
                                .contains("(request "
                                        + scanner.asked().getFirst().header("X-MTA-Hooks-Request-Id") + ")"));
    }

    private static String set(String path, String value) {
        return "\"set\":[{\"path\":\"" + path + "\",\"value\":" + value + "}]";
    }

    private static String add(String index, String name, String value) {
        return "\"add\":[{\"path\":\"/message/headers\"," + index + ",\"value\":{\"name\":\"" + name + "\",\"value\":\""
                + value + "\"}}]";
    }
}
