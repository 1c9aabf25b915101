package postprox.filter.spamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.net.Endpoint;
import postprox.testkit.Examinations;
import postprox.testkit.ScriptedSpamd;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;

/** A spamd that breaks, hangs or talks nonsense: nothing passes for an answer that is none. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SpamdFaultsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String SMALL = "Subject: x\n\nbody\n";
    private static final String LARGE = "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(400_000);
    private static final String HAM = ScriptedSpamd.reply("False ; 0.1 / 5.0", "HAM");

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock();
    private final List<Event> events = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private Examinations examinations;
    private ScriptedSpamd spamd;
    private ScriptedSpamd second;

    @BeforeEach
    void start() throws IOException {
        examinations = new Examinations(Files.createDirectory(directory.resolve("spool")));
        spamd = ScriptedSpamd.onPort(0);
        second = ScriptedSpamd.onUnixSocket(directory.resolve("second"));
        second.answer(HAM);
    }

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        spamd.close();
        second.close();
        examinations.close();
    }

    @Test
    void aCloseWithoutAReplyIsNoHam() {
        spamd.behave(conversation -> {
            ScriptedSpamd.Request _ = conversation.awaitRequest();
        });

        assertThat(ask(SMALL, LONG)).isEqualTo(failed("it closed the connection without a reply"));
    }

    @Test
    void aReplyThatBreaksOffAnywhereIsNoHam() {
        for (int length = 1; length < HAM.length(); length++) {
            spamd.answer(HAM.substring(0, length));

            assertThat(ask(SMALL, LONG))
                    .as("%d", length)
                    .isEqualTo(failed("it closed the connection in the middle of its reply"));
        }
    }

    @Test
    void silenceIsAFailureAfterTheTimeout() {
        spamd.behave(conversation -> end.await());

        assertThat(ask(SMALL, SHORT)).isEqualTo(failed("no answer in 1.0 s"));
        assertThat(ask(LARGE, SHORT)).isEqualTo(failed("no answer in 1.0 s"));
    }

    @Test
    void aReplyByteByByteIsReadOnlyUntilTheDeadline() {
        spamd.behave(conversation -> {
            ScriptedSpamd.Request _ = conversation.awaitRequest();
            conversation.say("SPAMD/1.1 0 EX_OK\r\n");
            while (true) {
                conversation.say("x");
                Thread.sleep(Duration.ofMillis(50));
            }
        });

        assertThat(ask(SMALL, SHORT)).isEqualTo(failed("no answer in 1.0 s"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "SPAMD/1.1 0 EX_OK\r\nX: y\r\n", "SPAMD/1.1 0 EX_OK\r\n "})
    void aReplyWithoutEndIsNotReadToItsEnd(String again) {
        spamd.behave(conversation -> {
            ScriptedSpamd.Request _ = conversation.awaitRequest();
            conversation.say("SPAMD/1.1 0 EX_OK\r\n");
            while (true) {
                conversation.say(again);
            }
        });

        assertThat(ask(SMALL, LONG)).isInstanceOf(NoVerdict.Failed.class);
    }

    @Test
    void namesWithoutEndAreNotReadToTheirEnd() {
        spamd.behave(conversation -> {
            ScriptedSpamd.Request _ = conversation.awaitRequest();
            conversation.say("SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.1 / 5.0\r\nContent-length: 999999999\r\n\r\n");
            while (true) {
                conversation.say("NAME,");
            }
        });

        assertThat(ask(SMALL, LONG)).isEqualTo(failed("the names of its rules have more than 32768 bytes"));
    }

    /** What it says of a message that it has not seen to its end is about nothing. */
    @Test
    void aWholeReplyBeforeTheEndOfTheMessageIsNoHam() {
        spamd.behave(conversation -> {
            String _ = conversation.awaitHead();
            conversation.say(HAM);
            conversation.awaitEnd();
        });

        assertThat(ask(LARGE, LONG)).isEqualTo(failed("it answered before it had all of the message"));
    }

    /** It closes the connection behind its refusal, while most of the message is on its way. */
    @Test
    void anErrorBeforeTheEndOfTheMessageIsHeard() throws IOException {
        second.behave(conversation -> {
            String _ = conversation.awaitHead();
            conversation.say("SPAMD/1.0 69 Service Unavailable: no database\r\n");
        });
        for (int i = 0; i < 4; i++) {
            assertThat(ask(filter(second.place()), LARGE, LONG))
                    .isEqualTo(new NoVerdict.Failed(second.place()
                            + ": it failed (service unavailable): 'SPAMD/1.0 69 Service Unavailable: no database'"));
        }
    }

    @Test
    void aReplyWithMoreBehindItIsNoHam() {
        spamd.answer(HAM + ScriptedSpamd.reply("True ; 10.0 / 5.0", "SPAM"));

        assertThat(ask(SMALL, LONG)).isEqualTo(failed("it wrote more than a reply"));
    }

    @Test
    void anotherProgramAtThatPlaceIsNamedByItsWords() {
        spamd.behave(conversation -> conversation.say("220 mail.example.org\u001b[2J ESMTP\r\n"));

        assertThat(ask(SMALL, LONG))
                .isEqualTo(failed("no spamd is there: it answered '220 mail.example.org?[2J ESMTP'"));
    }

    /** A sender may have caused what is wrong with a reply. */
    @Test
    void repliesThatCannotBeReadDoNotSwitchSpamdOffForOthers() {
        Filter filter = filter(spamd.place());
        for (String reply : List.of(
                ScriptedSpamd.reply("False ; 0.1 / 5.0", "A".repeat(201)),
                "SPAMD/1.1 0 EX_OK\r\nX: " + "x".repeat(9000) + "\r\n\r\n")) {
            spamd.answer(reply);
            for (int i = 0; i < 6; i++) {
                assertThat(ask(filter, "Message-ID: <" + i + "@example.org>\n\n", LONG))
                        .isInstanceOf(NoVerdict.Failed.class);
            }
        }
        spamd.answer(HAM);

        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);
    }

    /** The message that spamd wants refused never passes, whatever the sender has brought about behind the score. */
    @Test
    void aScoreThatIsRefusedNeverPassesWhateverFollows() {
        String whole = ScriptedSpamd.reply("True ; 10.0 / 5.0", "SPAM");
        Filter filter = filter(Score.of("10"), spamd.place());
        for (String reply : List.of(
                ScriptedSpamd.reply("True ; 10.0 / 5.0", "A".repeat(201)),
                ScriptedSpamd.reply("True ; 10.0 / 5.0", "A,".repeat(17_000)),
                ScriptedSpamd.reply("False ; 10.0 / 20.0", "A B"),
                whole.replace("Content-length: 4", "Content-length: x"),
                whole.substring(0, whole.length() - 1),
                whole + whole)) {
            spamd.answer(reply);
            for (int i = 0; i < 3; i++) {
                assertThat(ask(filter, "Message-ID: <" + i + reply.length() + "@example.org>\n\n", LONG))
                        .isInstanceOfSatisfying(
                                NoVerdict.Doubtful.class,
                                doubtful -> assertThat(doubtful.reason())
                                        .contains("it gave the message the score 10.0, and then: "));
            }
        }
        spamd.answer(HAM);
        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);

        spamd.answer(ScriptedSpamd.reply("False ; 9.9 / 15.0", "A".repeat(201)));
        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(NoVerdict.Failed.class);
    }

    /** It was to be marked, and would pass with the marks that its sender has put there. */
    @Test
    void spamNeverPassesWithoutItsMarkByWhatFollows() {
        String whole = ScriptedSpamd.reply("True ; 7.0 / 5.0", "SPAM");
        for (String reply : List.of(
                ScriptedSpamd.reply("True ; 7.0 / 5.0", "A".repeat(201)), whole.substring(0, whole.length() - 1))) {
            spamd.answer(reply);
            assertThat(ask(filter(spamd.place()), SMALL, LONG)).isInstanceOf(NoVerdict.Doubtful.class);
        }
        Filter marksNothing = new SpamdFilter(
                new Servers("spamd", List.of(spamd.place()), events::add, clock),
                TestWatchdog.dialer(),
                new Users("", Users.PerRecipient.NO),
                new Judgement(Optional.empty(), Optional.empty(), "spam", Marking.NONE, ""));

        assertThat(ask(marksNothing, SMALL, LONG)).isInstanceOf(NoVerdict.Failed.class);
        assertThat(events).isEmpty();
    }

    /** Each ends the child that has it in hand. */
    @Test
    void messagesThatKillAChildDoNotSwitchSpamdOffForOthers() {
        Filter filter = filter(spamd.place());
        spamd.behave(conversation -> {
            String _ = conversation.awaitHead();
        });
        for (int i = 0; i < 12; i++) {
            assertThat(ask(filter, "Message-ID: <" + i + "@example.org>\n\npoison\n", LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
        spamd.answer(HAM);

        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);
        assertThat(events).isEmpty();
    }

    @Test
    void messagesThatItCannotReadDoNotSwitchSpamdOffForOthers() {
        Filter filter = filter(spamd.place());
        spamd.answer("SPAMD/1.0 79 Timeout: (300 second timeout while trying to SYMBOLS)\r\n");
        for (int i = 0; i < 12; i++) {
            assertThat(ask(filter, "Message-ID: <" + i + "@example.org>\n\n", LONG))
                    .isEqualTo(failed("it failed (timeout of its own): 'SPAMD/1.0 79 Timeout: (300 second timeout"
                            + " while trying to SYMBOLS)'"));
        }
        spamd.answer(HAM);

        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);
    }

    @Test
    void aSpamdThatCannotExamineAnythingIsLeftAloneUntilItIsWell() {
        Filter filter = filter(spamd.place());
        spamd.answer("SPAMD/1.0 69 Service Unavailable: Error fetching user preferences via SQL\r\n");
        for (int i = 0; i < 7; i++) {
            assertThat(ask(filter, "Message-ID: <" + i + "@example.org>\n\n", LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
        assertThat(spamd.connections()).isEqualTo(5);
        spamd.answer(HAM);
        clock.advance(Duration.ofSeconds(10));

        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);
        assertThat(events)
                .hasExactlyElementsOfTypes(FilterEvent.FilterServerLost.class, FilterEvent.FilterServerBack.class);
    }

    @Test
    void anotherServerGetsAMessageThatOneBreaksOn() {
        Filter filter = filter(spamd.place(), second.place());
        spamd.behave(conversation -> {
            String _ = conversation.awaitHead();
        });

        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Edit.class);
        assertThat(second.connections()).isOne();
    }

    @Test
    void afterATimeoutNoOtherServerIsAsked() {
        spamd.behave(conversation -> end.await());

        assertThat(ask(filter(spamd.place(), second.place()), SMALL, SHORT)).isEqualTo(failed("no answer in 1.0 s"));
        assertThat(second.connections()).isZero();
    }

    @Test
    void nothingStaysOpen() throws IOException {
        Filter filter = filter(spamd.place());
        Runnable all = () -> {
            for (String reply : List.of("", HAM.substring(0, 30), HAM, "nonsense\r\n")) {
                spamd.answer(reply);
                Answer _ = ask(filter, SMALL, LONG);
            }
        };
        all.run();
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            all.run();
        }

        assertThat(descriptors()).isLessThan(before + 20);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    private NoVerdict.Failed failed(String reason) {
        return new NoVerdict.Failed(spamd.place() + ": " + reason);
    }

    private Filter filter(Endpoint... places) {
        return filter(Optional.empty(), places);
    }

    private Filter filter(Optional<BigDecimal> rejectScore, Endpoint... places) {
        return new SpamdFilter(
                new Servers("spamd", List.of(places), events::add, clock),
                TestWatchdog.dialer(),
                new Users("", Users.PerRecipient.NO),
                new Judgement(rejectScore, Optional.empty(), "spam", Marking.ALL, ""));
    }

    private Answer ask(String text, Duration time) {
        return ask(filter(spamd.place()), text, time);
    }

    private Answer ask(Filter filter, String text, Duration time) {
        return examinations.ask(filter, text, time);
    }
}
