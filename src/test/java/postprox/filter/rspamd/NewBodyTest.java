package postprox.filter.rspamd;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.testkit.ScriptedRspamd.json;
import static postprox.testkit.ScriptedRspamd.reply;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;

/** A body that rspamd's rules have rewritten. */
class NewBodyTest {
    @AutoClose
    private final RspamdLab lab;

    NewBodyTest(@TempDir Path directory) throws IOException {
        lab = new RspamdLab(directory);
    }

    @Test
    void aNewBodyStandsBehindTheHeaderOfTheMessage() throws IOException {
        String edits = json("no action", "\"milter\":{\"remove_headers\":{\"X-A\":0},\"add_headers\":{\"X-B\":\"1\"}}");
        lab.tcp.behave(conversation -> {
            var _ = conversation.awaitRequest();
            String all = reply(edits + "new\r\nbody\n", "Message-Offset: " + edits.length());
            int half = all.length() / 2;
            conversation.say(all.substring(0, half));
            conversation.say(all.substring(half));
        });
        try (SpooledMessage message = lab.examinations.message("Received: r\nX-A: 1\nSubject: x\n\nold\n")) {
            Answer answer = lab.filter(lab.tcp.place()).examine(lab.examinations.of(message, RspamdLab.LONG));

            assertThat(answer).isInstanceOfSatisfying(Verdict.Edit.class, edit -> {
                assertThat(edit.content().map(Examinations::read))
                        .contains("Received: r\nX-A: 1\nSubject: x\n\nnew\r\nbody\n");
                assertThat(edit.edits()).hasSize(2);
            });
        }
    }

    @Test
    void halfOfANewBodyIsNone() {
        lab.tcp.behave(conversation -> {
            var _ = conversation.awaitRequest();
            String all = reply(RspamdLab.GOOD + "new body\n", "Message-Offset: " + RspamdLab.GOOD.length());
            conversation.say(all.substring(0, all.length() - 4));
        });

        assertThat(lab.ask(RspamdLab.Way.TCP, RspamdLab.SMALL, RspamdLab.LONG))
                .isEqualTo(lab.failed(RspamdLab.Way.TCP, "it closed the connection in the middle of its reply"));
    }

    @Test
    void anEmptyBodyDoesNotTakeThePlaceOfTheMessages() {
        lab.tcp.behave(RspamdLab.saying(reply(RspamdLab.GOOD, "Message-Offset: " + RspamdLab.GOOD.length())));

        assertThat(lab.ask(RspamdLab.Way.TCP, RspamdLab.SMALL, RspamdLab.LONG))
                .isEqualTo(lab.failed(RspamdLab.Way.TCP, "it returned an empty body in place of the message's"));
    }

    static Stream<String> headersInDoubt() {
        return Stream.of(
                "\n\nbody\n",
                " folded: x\n\nbody\n",
                "Subject: x\r\n\nbody\n",
                "Subject: x\ry\n\nbody\n",
                "From someone\nSubject: x\n\nbody\n",
                "Subject: x\nno field\n\nbody\n",
                "Subject: \0\n\nbody\n",
                "Subject: x");
    }

    /** Lines that one reads as header and the other as body would be lost. */
    @ParameterizedTest
    @MethodSource("headersInDoubt")
    void aNewBodyOfAMessageWhoseHeaderIsInDoubtIsNotUsed(String text) {
        lab.tcp.behave(RspamdLab.saying(reply(RspamdLab.GOOD + "new\n", "Message-Offset: " + RspamdLab.GOOD.length())));

        assertThat(RspamdLab.reason(lab.ask(RspamdLab.Way.TCP, text, RspamdLab.LONG)))
                .contains("it has rewritten a message whose header can be read in two ways");
    }

    @Test
    void aNewBodyThatIsTooLargeNeverPasses() throws IOException {
        lab.tcp.behave(RspamdLab.saying(
                reply(RspamdLab.GOOD + "x".repeat(100_000), "Message-Offset: " + RspamdLab.GOOD.length())));
        try (SpooledMessage message = lab.examinations.message(RspamdLab.SMALL)) {
            Examination known = lab.examinations.of(message, RspamdLab.LONG);
            Examination limited = new Examination(message, known.envelope(), known.allowance(), known.origin(), 50_000);

            assertThat(lab.filter(lab.tcp.place()).examine(limited)).isInstanceOf(NoVerdict.Doubtful.class);
        }
    }
}
