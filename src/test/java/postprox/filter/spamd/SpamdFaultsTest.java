package postprox.filter.spamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;
import static postprox.filter.spamd.SpamdLab.HAM;
import static postprox.filter.spamd.SpamdLab.LARGE;
import static postprox.filter.spamd.SpamdLab.LONG;
import static postprox.filter.spamd.SpamdLab.SHORT;
import static postprox.filter.spamd.SpamdLab.SMALL;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.testkit.OpenDescriptors;
import postprox.testkit.ScriptedSpamd;
import postprox.testkit.TestWatchdog;

/** A spamd that breaks, hangs or talks nonsense: nothing passes for an answer that is none. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SpamdFaultsTest {
    @AutoClose
    private final SpamdLab lab;

    SpamdFaultsTest(@TempDir Path directory) throws IOException {
        lab = new SpamdLab(directory);
    }

    @Test
    void aCloseWithoutAReplyIsNoHam() {
        lab.spamd.behave(conversation -> {
            ScriptedSpamd.Request _ = conversation.awaitRequest();
        });

        assertThat(lab.ask(SMALL, LONG)).isEqualTo(lab.failed("it closed the connection without a reply"));
    }

    @Test
    void aReplyThatBreaksOffAnywhereIsNoHam() {
        for (int length = 1; length < HAM.length(); length++) {
            lab.spamd.answer(HAM.substring(0, length));

            assertThat(lab.ask(SMALL, LONG))
                    .as("%d", length)
                    .isEqualTo(lab.failed("it closed the connection in the middle of its reply"));
        }
    }

    @Test
    void silenceIsAFailureAfterTheTimeout() {
        lab.spamd.behave(conversation -> lab.end.await());

        assertThat(lab.ask(SMALL, SHORT)).isEqualTo(lab.failed("no answer in 1.0 s"));
        assertThat(lab.ask(LARGE, SHORT)).isEqualTo(lab.failed("no answer in 1.0 s"));
    }

    @Test
    void aReplyByteByByteIsReadOnlyUntilTheDeadline() {
        lab.spamd.behave(conversation -> {
            ScriptedSpamd.Request _ = conversation.awaitRequest();
            conversation.say("SPAMD/1.1 0 EX_OK\r\n");
            conversation.trickle("x");
        });

        assertThat(lab.ask(SMALL, SHORT)).isEqualTo(lab.failed("no answer in 1.0 s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "SPAMD/1.1 0 EX_OK\r\nX: y\r\n", "SPAMD/1.1 0 EX_OK\r\n "})
    void aReplyWithoutEndIsNotReadToItsEnd(String again) {
        lab.spamd.behave(conversation -> {
            ScriptedSpamd.Request _ = conversation.awaitRequest();
            conversation.say("SPAMD/1.1 0 EX_OK\r\n");
            while (true) {
                conversation.say(again);
            }
        });

        assertThat(lab.ask(SMALL, LONG)).isInstanceOf(NoVerdict.Failed.class);
    }

    @Test
    void namesWithoutEndAreNotReadToTheirEnd() {
        lab.spamd.behave(conversation -> {
            ScriptedSpamd.Request _ = conversation.awaitRequest();
            conversation.say("SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.1 / 5.0\r\nContent-length: 999999999\r\n\r\n");
            while (true) {
                conversation.say("NAME,");
            }
        });

        assertThat(lab.ask(SMALL, LONG)).isEqualTo(lab.failed("the names of its rules have more than 32768 bytes"));
    }

    /** What it says of a message that it has not seen to its end is about nothing. */
    @Test
    void aWholeReplyBeforeTheEndOfTheMessageIsNoHam() {
        lab.spamd.behave(conversation -> {
            String _ = conversation.awaitHead();
            conversation.say(HAM);
            conversation.awaitEnd();
        });

        assertThat(lab.ask(LARGE, LONG)).isEqualTo(lab.failed("it answered before it had all of the message"));
    }

    /** It closes the connection behind its refusal, while most of the message is on its way. */
    @Test
    void anErrorBeforeTheEndOfTheMessageIsHeard() throws IOException {
        lab.second.behave(conversation -> {
            String _ = conversation.awaitHead();
            conversation.say("SPAMD/1.0 69 Service Unavailable: no database\r\n");
        });
        for (int i = 0; i < 4; i++) {
            assertThat(lab.ask(lab.filter(lab.second.place()), LARGE, LONG))
                    .isEqualTo(new NoVerdict.Failed(lab.second.place()
                            + ": it failed (service unavailable): 'SPAMD/1.0 69 Service Unavailable: no database'"));
        }
    }

    @Test
    void aReplyWithMoreBehindItIsNoHam() {
        lab.spamd.answer(HAM + ScriptedSpamd.reply("True ; 10.0 / 5.0", "SPAM"));

        assertThat(lab.ask(SMALL, LONG)).isEqualTo(lab.failed("it wrote more than a reply"));
    }

    @Test
    void anotherProgramAtThatPlaceIsNamedByItsWords() {
        lab.spamd.behave(conversation -> conversation.say("220 mail.example.org\u001b[2J ESMTP\r\n"));

        assertThat(lab.ask(SMALL, LONG))
                .isEqualTo(lab.failed("no spamd is there: it answered '220 mail.example.org?[2J ESMTP'"));
    }

    /** The message that spamd wants refused never passes, whatever the sender has brought about behind the score. */
    @Test
    void aScoreThatIsRefusedNeverPassesWhateverFollows() {
        String whole = ScriptedSpamd.reply("True ; 10.0 / 5.0", "SPAM");
        Filter filter = lab.filter(Score.of("10"), lab.spamd.place());
        for (String reply : List.of(
                ScriptedSpamd.reply("True ; 10.0 / 5.0", "A".repeat(201)),
                ScriptedSpamd.reply("True ; 10.0 / 5.0", "A,".repeat(17_000)),
                ScriptedSpamd.reply("False ; 10.0 / 20.0", "A B"),
                whole.replace("Content-length: 4", "Content-length: x"),
                whole.substring(0, whole.length() - 1),
                // The head breaks off, or has what is no field, behind the score or behind a fold of it.
                "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 10.0 / 5.0\r\n",
                "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 10.0 / 5.0\r\nno field\r\n\r\n",
                whole + whole)) {
            lab.spamd.answer(reply);
            for (int i = 0; i < 3; i++) {
                assertThat(lab.ask(filter, "Message-ID: <" + i + reply.length() + "@example.org>\n\n", LONG))
                        .isInstanceOfSatisfying(
                                NoVerdict.Doubtful.class,
                                doubtful -> assertThat(doubtful.reason())
                                        .contains("it gave the message the score 10.0, and then: "));
            }
        }
        lab.spamd.answer(HAM);
        assertThat(lab.ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);

        lab.spamd.answer(ScriptedSpamd.reply("False ; 9.9 / 15.0", "A".repeat(201)));
        assertThat(lab.ask(filter, SMALL, LONG)).isInstanceOf(NoVerdict.Failed.class);
    }

    /** It was to be marked, and would pass with the marks that its sender has put there. */
    @Test
    void spamNeverPassesWithoutItsMarkByWhatFollows() {
        String whole = ScriptedSpamd.reply("True ; 7.0 / 5.0", "SPAM");
        for (String reply : List.of(
                ScriptedSpamd.reply("True ; 7.0 / 5.0", "A".repeat(201)), whole.substring(0, whole.length() - 1))) {
            lab.spamd.answer(reply);
            assertThat(lab.ask(lab.filter(lab.spamd.place()), SMALL, LONG)).isInstanceOf(NoVerdict.Doubtful.class);
        }
        Filter marksNothing = new SpamdFilter(
                new Servers("spamd", List.of(lab.spamd.place()), lab.events::add, lab.clock),
                TestWatchdog.dialer(),
                new Users("", Users.PerRecipient.NO),
                new Judgement(Optional.empty(), Optional.empty(), "spam", Marking.NONE, ""));

        assertThat(lab.ask(marksNothing, SMALL, LONG)).isInstanceOf(NoVerdict.Failed.class);
        assertThat(lab.events).isEmpty();
    }

    @Test
    void nothingStaysOpen() throws IOException {
        Filter filter = lab.filter(lab.spamd.place());
        Runnable all = () -> {
            for (String reply : List.of("", HAM.substring(0, 30), HAM, "nonsense\r\n")) {
                lab.spamd.answer(reply);
                Answer _ = lab.ask(filter, SMALL, LONG);
            }
        };
        all.run();
        long before = OpenDescriptors.count();
        for (int i = 0; i < 50; i++) {
            all.run();
        }

        assertThat(OpenDescriptors.count()).isLessThan(before + 20);
    }
}
