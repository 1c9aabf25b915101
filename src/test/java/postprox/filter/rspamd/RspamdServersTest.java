package postprox.filter.rspamd;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.testkit.ScriptedRspamd.answering;
import static postprox.testkit.ScriptedRspamd.json;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.FilterEvent;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedRspamd;

/** Which failures count against an rspamd, and who takes over. */
class RspamdServersTest {
    @AutoClose
    private final RspamdLab lab;

    RspamdServersTest(@TempDir Path directory) throws IOException {
        lab = new RspamdLab(directory);
    }

    @Test
    void anErrorIsAFailureOfThisMessageAlone() {
        lab.tcp.behave(RspamdLab.saying("HTTP/1.1 500 invalid\u0007 command\r\nContent-Length: 2\r\n\r\n{}"));
        RspamdFilter filter = lab.filter(lab.tcp.place());
        for (int i = 0; i < 20; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\nx\n", RspamdLab.LONG))
                    .isEqualTo(lab.failed(RspamdLab.Way.TCP, "it said 'HTTP/1.1 500 invalid? command'"));
        }
        lab.tcp.behave(answering(RspamdLab.GOOD));

        assertThat(lab.ask(filter, RspamdLab.SMALL, RspamdLab.LONG)).isInstanceOf(Verdict.Accept.class);
        assertThat(lab.events).isEmpty();
    }

    /** rspamd closes without a word where a message is larger than its max_message. That must not switch scanning off. */
    @Test
    void messagesThatAreTooLargeDoNotSwitchScanningOff() {
        RspamdFilter filter = lab.filter(lab.tcp.place());
        lab.tcp.behave(ScriptedRspamd.Conversation::awaitHead);
        for (int i = 0; i < 8; i++) {
            assertThat(RspamdLab.reason(
                            lab.ask(filter, "Message-ID: <" + i + "@example.org>\n" + RspamdLab.LARGE, RspamdLab.LONG)))
                    .contains("it closed the connection before it had read all of the message");
        }
        lab.tcp.behave(answering(RspamdLab.GOOD));

        assertThat(lab.ask(filter, RspamdLab.SMALL, RspamdLab.LONG)).isInstanceOf(Verdict.Accept.class);
        assertThat(lab.events).isEmpty();
    }

    /** rspamd copies the Message-ID, and a sender chooses its length. */
    @Test
    void aLongMessageIdDoesNotSwitchRefusalOff() {
        lab.tcp.behave(answering(json("reject").replace("\"undef\"", "\"" + "x".repeat(300_000) + "\"")));

        assertThat(lab.ask(lab.filter(lab.tcp.place()), RspamdLab.SMALL, RspamdLab.LONG))
                .isInstanceOf(Verdict.Reject.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reject", "soft reject", "discard", "quarantine", "add header", "rewrite subject"})
    void anUnreadableRestOfAnAnswerNeitherPassesNorCounts(String action) {
        RspamdFilter filter = lab.filter(lab.tcp.place());
        lab.tcp.behave(answering(json(action, "\"subject\":\"" + "x".repeat(600_000) + "\"")));
        for (int i = 0; i < 8; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\nx\n", RspamdLab.LONG))
                    .isInstanceOfSatisfying(
                            NoVerdict.Doubtful.class,
                            doubtful -> assertThat(doubtful.reason())
                                    .contains(
                                            ": its action was '" + action + "', and then: its answer cannot be read"));
        }
        assertThat(lab.events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"x\":", "{\"action\":\"no action\",\"milter\":7}", "nonsense"})
    void anAnswerThatCannotBeReadDoesNotSwitchScanningOff(String answer) {
        RspamdFilter filter = lab.filter(lab.tcp.place());
        lab.tcp.behave(answering(answer));
        for (int i = 0; i < 8; i++) {
            assertThat(RspamdLab.reason(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\nx\n", RspamdLab.LONG)))
                    .contains("its answer cannot be read");
        }
        assertThat(lab.events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EMPTY",
                "Message-Offset: x\r\n\r\n{}",
                "Message-Offset: 1\r\n\r\n{}",
                "Content-Length: x\r\n\r\n{}",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                "no field\r\n\r\n",
                "LONG\r\n\r\n",
            })
    void anAnswerThatCannotBeUsedDoesNotSwitchScanningOff(String rest) {
        RspamdFilter filter = lab.filter(lab.tcp.place());
        String empty = "\r\n" + RspamdLab.GOOD.replace("\"message-id\":\"undef\",", "");
        lab.tcp.behave(RspamdLab.saying(
                "HTTP/1.1 200 OK\r\n" + rest.replace("EMPTY", empty).replace("LONG", "X-Field: " + "x".repeat(9000))));
        for (int i = 0; i < 8; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\nx\n", RspamdLab.LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
        assertThat(lab.events).isEmpty();
    }

    /** No sender can bring that about: its configuration, or something in between, compresses answers. */
    @ParameterizedTest
    @ValueSource(strings = {"Compression: zstd", "Content-Encoding: gzip"})
    void anRspamdThatCompressesItsAnswersIsLeftAlone(String field) {
        RspamdFilter filter = lab.filter(lab.tcp.place());
        lab.tcp.behave(RspamdLab.saying("HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n{}"));
        for (int i = 0; i < 5; i++) {
            assertThat(RspamdLab.reason(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\nx\n", RspamdLab.LONG)))
                    .contains("its answer is compressed");
        }
        assertThat(lab.events).hasSize(1);
    }

    /** rspamd saw something else than the message, or a part of the answer is lost. What it said of it counts against the message. */
    @ParameterizedTest
    @ValueSource(strings = {"reject", "soft reject", "add header", "discard", "an action of its own"})
    void whatWasNotToPassNeverPassesWhateverIsWrongWithTheAnswer(String action) {
        RspamdFilter filter = lab.filter(lab.tcp.place());
        String whole = ScriptedRspamd.reply(json(action));
        String body = "HTTP/1.1 200 OK\r\nMessage-Offset: " + json(action).length() + "\r\nContent-Length: "
                + (json(action).length() + 9) + "\r\n\r\n" + json(action) + "new";
        List<String> answers = new ArrayList<>(List.of(
                whole.substring(0, whole.length() - 1),
                ScriptedRspamd.reply(json(action).replace("\"message-id\":\"undef\",", ""))));
        if (action.equals("add header")) {
            answers.add(body);
        }
        for (String answer : answers) {
            lab.tcp.behave(RspamdLab.saying(answer));

            assertThat(lab.ask(filter, RspamdLab.SMALL, RspamdLab.LONG)).isInstanceOf(NoVerdict.Doubtful.class);
        }
    }

    /** It is in rspamd's own milter, too, that such a message is put off. */
    @Test
    void anActionThatIsNotKnownNeverLetsAMessagePass() {
        lab.tcp.behave(answering(json("send to the moon")));

        assertThat(lab.ask(lab.filter(lab.tcp.place()), RspamdLab.SMALL, RspamdLab.LONG))
                .isInstanceOf(NoVerdict.Doubtful.class);
    }

    /** Its administrator only looks on. */
    @Test
    void whatRspamdSaysWithoutActingIsNotAgainstTheMessage() {
        String edit = "\"milter\":{\"no_action\":true,\"add_headers\":{\"no name\":\"x\"}}";
        lab.tcp.behave(answering(json("reject", edit)));

        assertThat(RspamdLab.reason(lab.ask(lab.filter(lab.tcp.place()), RspamdLab.SMALL, RspamdLab.LONG)))
                .contains("it asks for an edit that cannot be made");
    }

    /** The sender's own mark would stay, and no other one would be there. */
    @ParameterizedTest
    @ValueSource(strings = {"add header", "rewrite subject"})
    void aMessageThatCannotBeMarkedDoesNotPass(String action) {
        RspamdFilter filter = lab.filter(lab.tcp.place());
        String edit = "\"milter\":{\"add_headers\":{\"no name\":\"x\"}}";
        lab.tcp.behave(answering(json(action, edit)));
        assertThat(lab.ask(filter, RspamdLab.SMALL, RspamdLab.LONG)).isInstanceOf(NoVerdict.Doubtful.class);

        lab.tcp.behave(answering(json("no action", edit)));
        assertThat(RspamdLab.reason(lab.ask(filter, RspamdLab.SMALL, RspamdLab.LONG)))
                .contains("it asks for an edit that cannot be made");
    }

    /** One message that kills the scanner counts once, however often its sender tries again. */
    @Test
    void aPoisonMessageDoesNotSwitchScanningOff() {
        RspamdFilter filter = lab.filter(lab.tcp.place());
        lab.tcp.behave(ScriptedRspamd.Conversation::awaitRequest);
        for (int i = 0; i < 20; i++) {
            assertThat(lab.ask(filter, "Received: " + i + "\nMessage-ID: <poison@example.org>\n\nx\n", RspamdLab.LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
        lab.tcp.behave(answering(json("reject")));

        assertThat(lab.ask(filter, RspamdLab.SMALL, RspamdLab.LONG)).isInstanceOf(Verdict.Reject.class);
        assertThat(lab.events).isEmpty();
    }

    @Test
    void anRspamdThatFailsAgainAndAgainIsLeftAloneAndComesBack() {
        RspamdFilter filter = lab.filter(lab.tcp.place());
        lab.tcp.behave(ScriptedRspamd.Conversation::awaitRequest);
        for (int i = 0; i < 5; i++) {
            assertThat(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\nx\n", RspamdLab.LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
        int before = lab.tcp.connections();
        lab.tcp.behave(answering(json("reject")));

        assertThat(lab.ask(filter, RspamdLab.SMALL, RspamdLab.LONG)).isInstanceOf(NoVerdict.Failed.class);
        assertThat(lab.tcp.connections()).isEqualTo(before);
        lab.clock.advance(Duration.ofSeconds(10));
        assertThat(lab.ask(filter, RspamdLab.SMALL, RspamdLab.LONG)).isInstanceOf(Verdict.Reject.class);
        assertThat(lab.events)
                .hasExactlyElementsOfTypes(FilterEvent.FilterServerLost.class, FilterEvent.FilterServerBack.class);
    }

    @Test
    void aMessageThatBreaksTwoServersIsNotGivenToAThird() throws IOException {
        try (ScriptedRspamd third = ScriptedRspamd.onTcp()) {
            lab.tcp.behave(ScriptedRspamd.Conversation::awaitRequest);
            lab.unix.behave(ScriptedRspamd.Conversation::awaitRequest);
            third.behave(answering(RspamdLab.GOOD));

            assertThat(lab.ask(
                            lab.filter(lab.tcp.place(), lab.unix.place(), third.place()),
                            RspamdLab.SMALL,
                            RspamdLab.LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
            assertThat(third.connections()).isZero();
        }
    }

    @Test
    void anotherServerTakesOver() {
        lab.tcp.behave(RspamdLab.saying("HTTP/1.1 503 busy\r\n\r\n"));
        lab.unix.behave(answering(json("reject")));

        assertThat(lab.ask(lab.filter(lab.tcp.place(), lab.unix.place()), RspamdLab.SMALL, RspamdLab.LONG))
                .isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void whatCannotBeDoneIsNoFailureOfRspamd() {
        RspamdFilter filter = lab.filter(lab.tcp.place());
        lab.tcp.behave(answering(json("no action", "\"milter\":{\"add_rcpt\":[\"x@example.org\"]}")));
        for (int i = 0; i < 8; i++) {
            assertThat(RspamdLab.reason(lab.ask(filter, "Message-ID: <" + i + "@example.org>\n\nx\n", RspamdLab.LONG)))
                    .contains("it asks for a change of the envelope, which is no longer possible: add_rcpt");
        }
        assertThat(lab.events).isEmpty();
    }

    @Test
    void aMilterIsNamedWithTheRightPort() {
        lab.tcp.behave(conversation -> {
            var head = conversation.awaitHead();
            if (head.lines().getFirst().startsWith("GET /ping ")) {
                conversation.say(
                        "HTTP/1.1 200 OK\r\nServer: rspamd/2.7 (milter mode)\r\nContent-Length: 6\r\n\r\npong\r\n");
            }
        });

        assertThat(RspamdLab.reason(lab.ask(RspamdLab.Way.TCP, RspamdLab.SMALL, RspamdLab.LONG)))
                .isEqualTo(lab.tcp.place()
                        + ": rspamd's milter listens there, usually at port 11332; this filter needs its scanner"
                        + " (worker normal), usually at port 11333");
    }
}
