package postprox.filter.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.OpenDescriptors;
import postprox.testkit.ScriptedDaemon.Script;
import postprox.testkit.ScriptedScanner;
import postprox.testkit.ScriptedScanner.Conversation;

/** What is no HTTP, or HTTP without an end. */
class HooksNonsenseTest {
    private static final String SMALL = "Subject: x\n\nbody\n";

    @AutoClose
    private final ScriptedScanner scanner = ScriptedScanner.start();

    @AutoClose
    private final Asker asker;

    HooksNonsenseTest(@TempDir Path directory) throws IOException {
        asker = Asker.atEndpoint(Files.createDirectory(directory.resolve("spool")), scanner.origin() + "/hook");
    }

    static Stream<Script<Conversation>> nonsense() {
        return Stream.of(
                conversation -> conversation.say("220 mail.example.org ESMTP\r\n"),
                saying("HTTP/2 200\r\n\r\n"),
                saying("HTTP/1.1 2000 OK\r\n\r\n{}"),
                saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}"),
                saying("HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}"),
                saying("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\u001f\u008b"),
                saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}x0\r\n\r\n"),
                saying("HTTP/1.1 100 Continue\r\n\r\n".repeat(50)),
                saying("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(50_000) + "\r\n{}"),
                saying("HTTP/1.1 200 " + "x".repeat(100_000)));
    }

    @ParameterizedTest
    @MethodSource
    void nonsense(Script<Conversation> script) {
        scanner.behave(script);

        assertThat(asker.ask(SMALL)).isInstanceOf(NoVerdict.Failed.class);
    }

    /** Its first line shows it. Waiting for the rest of a head would take all of the time. */
    @Test
    void anotherServiceThatWaitsBehindItsGreetingIsFoundOutAtOnce() {
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say("220 mail.example.org ESMTP\r\n");
            conversation.awaitEnd();
        });

        assertThat(asker.ask(SMALL))
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason()).contains("no HTTP is spoken there"));
    }

    @Test
    void anAnswerInChunksIsRead() {
        String interim = "HTTP/1.1 100 Continue\r\n\r\n";
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say(interim);
            conversation.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\n{\r\n");
            conversation.say("1\r\n}\r\n0\r\nX: y\r\n\r\n");
        });

        assertThat(asker.ask(SMALL)).isEqualTo(new Verdict.Accept());
    }

    @Test
    void anAnswerWithoutEndIsNotReadToItsEnd() {
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say("HTTP/1.1 200 OK\r\n\r\n{\"set\":[");
            while (true) {
                conversation.say("{\"path\":\"/action\",\"value\":\"accept\"},".repeat(100));
            }
        });

        assertThat(asker.ask(SMALL)).isInstanceOf(NoVerdict.Failed.class);
    }

    @Test
    void aNewMessageWithoutEndNeverPasses() {
        asker.largest(1_000_000);
        scanner.behave(conversation -> {
            conversation.request();
            conversation.say("HTTP/1.1 200 OK\r\n\r\n{\"set\":[{\"path\":\"/rawMessage\",\"value\":\"");
            while (true) {
                conversation.say("QUFB".repeat(1000));
            }
        });

        assertThat(asker.ask(SMALL)).isInstanceOf(NoVerdict.Doubtful.class);
    }

    @Test
    void nothingStaysOpen() throws IOException {
        List<Script<Conversation>> all = nonsense().toList();
        for (Script<Conversation> script : all) {
            scanner.behave(script);
            asker.ask("Message-ID: <same@x>\n\n");
        }
        long before = OpenDescriptors.count();
        for (int i = 0; i < 5; i++) {
            for (Script<Conversation> script : all) {
                scanner.behave(script);
                asker.ask("Message-ID: <same@x>\n\n");
            }
        }

        assertThat(OpenDescriptors.count()).isLessThan(before + 10);
    }

    private static Script<Conversation> saying(String text) {
        return conversation -> {
            conversation.request();
            conversation.say(text);
        };
    }
}
