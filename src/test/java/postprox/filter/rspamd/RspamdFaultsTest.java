package postprox.filter.rspamd;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.testkit.ScriptedRspamd.answering;
import static postprox.testkit.ScriptedRspamd.json;
import static postprox.testkit.ScriptedRspamd.reply;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.Event;
import postprox.event.FilterEvent;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.testkit.Examinations;
import postprox.testkit.ScriptedRspamd;
import postprox.testkit.TestClock;
import postprox.text.WireText;
import postprox.time.Watchdog;

/** An rspamd that breaks, hangs or talks nonsense, on TCP and on a Unix socket. */
class RspamdFaultsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String SMALL = "Subject: x\n\nbody\n";
    private static final String LARGE = "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(400_000);
    private static final String GOOD = json("no action");

    private final TestClock clock = new TestClock();
    private final List<Event> events = new ArrayList<>();

    @TempDir
    private Path directory;

    private Examinations examinations;
    private ScriptedRspamd tcp;
    private ScriptedRspamd unix;

    enum Way {
        TCP,
        UNIX_SOCKET
    }

    @BeforeEach
    void start() throws IOException {
        examinations = new Examinations(Files.createDirectory(directory.resolve("spool")));
        tcp = ScriptedRspamd.onTcp();
        unix = ScriptedRspamd.onUnixSocket(directory.resolve("rspamd.sock"));
    }

    @AfterEach
    void stop() throws IOException {
        tcp.close();
        unix.close();
        examinations.close();
    }

    @ParameterizedTest
    @EnumSource
    void aWholeAnswerLetsAMessagePass(Way way) {
        rspamd(way).behave(answering(GOOD));

        assertThat(ask(way, SMALL, LONG)).isInstanceOf(Verdict.Accept.class);
        assertThat(ask(way, LARGE, LONG)).isInstanceOf(Verdict.Accept.class);
    }

    @ParameterizedTest
    @EnumSource
    void aCloseWithoutAnAnswerIsNoVerdict(Way way) {
        rspamd(way).behave(ScriptedRspamd.Conversation::awaitRequest);

        assertThat(ask(way, SMALL, LONG)).isEqualTo(failed(way, "it closed the connection without a reply"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 100, 200, 300})
    void anAnswerThatBreaksOffIsNoVerdict(int bytes) {
        tcp.behave(conversation -> {
            var _ = conversation.awaitRequest();
            conversation.say(reply(GOOD)
                    .substring(0, Math.min(bytes, reply(GOOD).length() - 1)));
        });

        assertThat(ask(Way.TCP, SMALL, LONG))
                .isEqualTo(failed(Way.TCP, "it closed the connection in the middle of its reply"));
    }

    /** Without a length only the JSON itself tells whether it is whole. */
    @Test
    void anAnswerWithoutALengthMustBeWhole() {
        String head = "HTTP/1.1 200 OK\r\n\r\n";
        tcp.behave(saying(head + GOOD));
        assertThat(ask(Way.TCP, SMALL, LONG)).isInstanceOf(Verdict.Accept.class);

        tcp.behave(saying(head + GOOD.substring(0, GOOD.length() - 1)));
        assertThat(reason(ask(Way.TCP, SMALL, LONG))).contains("its answer cannot be read");
    }

    @ParameterizedTest
    @EnumSource
    void silenceIsAFailureAfterTheTimeout(Way way) {
        rspamd(way).behave(ScriptedRspamd.Conversation::awaitEnd);

        assertThat(ask(way, SMALL, SHORT)).isEqualTo(failed(way, "no answer in 1.0 s"));
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerByteByByteIsReadOnlyUntilTheDeadline(Way way) {
        rspamd(way).behave(conversation -> {
            var _ = conversation.awaitRequest();
            conversation.say("HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                conversation.say(" ");
                Thread.sleep(Duration.ofMillis(50));
            }
        });

        assertThat(ask(way, SMALL, SHORT)).isEqualTo(failed(way, "no answer in 1.0 s"));
    }

    @Test
    void aRequestThatNobodyReadsIsSentOnlyUntilTheDeadline() {
        tcp.behave(conversation -> Thread.sleep(Duration.ofSeconds(30)));

        assertThat(ask(Way.TCP, LARGE, SHORT)).isEqualTo(failed(Way.TCP, "no answer in 1.0 s"));
    }

    @Test
    void anAnswerWithoutEndIsNotReadToItsEnd() {
        for (String endless : List.of("x", "A: b\r\n", "\r\n{\"a\":[" + "1,".repeat(4000))) {
            tcp.behave(conversation -> {
                var _ = conversation.awaitRequest();
                conversation.say("HTTP/1.1 200 OK\r\n");
                while (true) {
                    conversation.say(endless.startsWith("\r\n") ? endless : endless.repeat(1000));
                }
            });
            assertThat(ask(Way.TCP, SMALL, LONG)).isInstanceOf(NoVerdict.Failed.class);
        }
    }

    /** A verdict that comes while the message is being sent is about nothing. */
    @Test
    void aVerdictBeforeTheEndOfTheMessageIsNone() {
        tcp.behave(conversation -> {
            var _ = conversation.awaitHead();
            conversation.answer(GOOD);
            conversation.awaitEnd();
        });

        assertThat(ask(Way.TCP, LARGE, LONG))
                .isEqualTo(failed(Way.TCP, "it answered before it had all of the message"));
    }

    @Test
    void unsolicitedWordsAreNoVerdict() {
        tcp.behave(conversation -> {
            conversation.say("220 mail.example.org ESMTP\r\n");
            conversation.awaitEnd();
        });

        assertThat(ask(Way.TCP, SMALL, LONG))
                .isEqualTo(failed(Way.TCP, "no HTTP is spoken there: it answered '220 mail.example.org ESMTP'"));
    }

    @Test
    void anAnswerAboutAnEmptyMessageIsNoVerdict() {
        tcp.behave(answering(GOOD.replace("\"message-id\":\"undef\",", "")));

        assertThat(ask(Way.TCP, SMALL, LONG)).isEqualTo(failed(Way.TCP, "it has seen an empty message"));
        assertThat(ask(Way.TCP, "", LONG)).isInstanceOf(Verdict.Accept.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Compression: zstd",
                "Content-Encoding: zstd",
                "Message-Offset: x",
                "Message-Offset: 5\r\nMessage-Offset: 6"
            })
    void anAnswerOfAnotherFormIsNoVerdict(String field) {
        tcp.behave(saying(reply(GOOD, field)));

        assertThat(reason(ask(Way.TCP, SMALL, LONG))).contains("its answer ");
    }

    @Test
    void aMessageThatRspamdsAdministratorWantsLeftAlonePasses() {
        tcp.behave(answering(
                GOOD.replace("\"message-id\":\"undef\",", "").replace("\"is_skipped\":false", "\"is_skipped\":true")));

        assertThat(ask(Way.TCP, SMALL, LONG)).isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void anErrorIsAFailureOfThisMessageAlone() {
        tcp.behave(saying("HTTP/1.1 500 invalid\u0007 command\r\nContent-Length: 2\r\n\r\n{}"));
        RspamdFilter filter = filter(tcp.place());
        for (int i = 0; i < 20; i++) {
            assertThat(ask(filter, "Message-ID: <" + i + "@example.org>\n\nx\n", LONG))
                    .isEqualTo(failed(Way.TCP, "it said 'HTTP/1.1 500 invalid? command'"));
        }
        tcp.behave(answering(GOOD));

        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Accept.class);
        assertThat(events).isEmpty();
    }

    /** rspamd closes without a word where a message is larger than its max_message. That must not switch scanning off. */
    @Test
    void messagesThatAreTooLargeDoNotSwitchScanningOff() {
        RspamdFilter filter = filter(tcp.place());
        tcp.behave(ScriptedRspamd.Conversation::awaitHead);
        for (int i = 0; i < 8; i++) {
            assertThat(reason(ask(filter, "Message-ID: <" + i + "@example.org>\n" + LARGE, LONG)))
                    .contains("it closed the connection before it had read all of the message");
        }
        tcp.behave(answering(GOOD));

        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Accept.class);
        assertThat(events).isEmpty();
    }

    /** One message that kills the scanner counts once, however often its sender tries again. */
    @Test
    void aPoisonMessageDoesNotSwitchScanningOff() {
        RspamdFilter filter = filter(tcp.place());
        tcp.behave(ScriptedRspamd.Conversation::awaitRequest);
        for (int i = 0; i < 20; i++) {
            assertThat(ask(filter, "Received: " + i + "\nMessage-ID: <poison@example.org>\n\nx\n", LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
        tcp.behave(answering(json("reject")));

        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Reject.class);
        assertThat(events).isEmpty();
    }

    @Test
    void anRspamdThatFailsAgainAndAgainIsLeftAloneAndComesBack() {
        RspamdFilter filter = filter(tcp.place());
        tcp.behave(ScriptedRspamd.Conversation::awaitRequest);
        for (int i = 0; i < 5; i++) {
            assertThat(ask(filter, "Message-ID: <" + i + "@example.org>\n\nx\n", LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }
        int before = tcp.connections();
        tcp.behave(answering(json("reject")));

        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(NoVerdict.Failed.class);
        assertThat(tcp.connections()).isEqualTo(before);
        clock.advance(Duration.ofSeconds(10));
        assertThat(ask(filter, SMALL, LONG)).isInstanceOf(Verdict.Reject.class);
        assertThat(events)
                .hasExactlyElementsOfTypes(FilterEvent.FilterServerLost.class, FilterEvent.FilterServerBack.class);
    }

    @Test
    void aMessageThatBreaksTwoServersIsNotGivenToAThird() throws IOException {
        try (ScriptedRspamd third = ScriptedRspamd.onTcp()) {
            tcp.behave(ScriptedRspamd.Conversation::awaitRequest);
            unix.behave(ScriptedRspamd.Conversation::awaitRequest);
            third.behave(answering(GOOD));

            assertThat(ask(filter(tcp.place(), unix.place(), third.place()), SMALL, LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
            assertThat(third.connections()).isZero();
        }
    }

    @Test
    void anotherServerTakesOver() {
        tcp.behave(saying("HTTP/1.1 503 busy\r\n\r\n"));
        unix.behave(answering(json("reject")));

        assertThat(ask(filter(tcp.place(), unix.place()), SMALL, LONG)).isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void whatCannotBeDoneIsNoFailureOfRspamd() {
        RspamdFilter filter = filter(tcp.place());
        tcp.behave(answering(json("no action", "\"milter\":{\"add_rcpt\":[\"x@example.org\"]}")));
        for (int i = 0; i < 8; i++) {
            assertThat(reason(ask(filter, "Message-ID: <" + i + "@example.org>\n\nx\n", LONG)))
                    .contains("it asks for a change of the envelope, which is no longer possible: add_rcpt");
        }
        assertThat(events).isEmpty();
    }

    @Test
    void aMilterIsNamedWithTheRightPort() {
        tcp.behave(conversation -> {
            var head = conversation.awaitHead();
            if (head.lines().getFirst().startsWith("GET /ping ")) {
                conversation.say(
                        "HTTP/1.1 200 OK\r\nServer: rspamd/2.7 (milter mode)\r\nContent-Length: 6\r\n\r\npong\r\n");
            }
        });

        assertThat(reason(ask(Way.TCP, SMALL, LONG)))
                .isEqualTo(tcp.place()
                        + ": rspamd's milter listens there, usually at port 11332; this filter needs its scanner"
                        + " (worker normal), usually at port 11333");
    }

    @Test
    void aNewBodyStandsBehindTheHeaderOfTheMessage() throws IOException {
        String edits = json("no action", "\"milter\":{\"remove_headers\":{\"X-A\":0},\"add_headers\":{\"X-B\":\"1\"}}");
        AtomicInteger half = new AtomicInteger();
        tcp.behave(conversation -> {
            var _ = conversation.awaitRequest();
            String all = reply(edits + "new\r\nbody\n", "Message-Offset: " + edits.length());
            half.set(all.length() / 2);
            conversation.say(all.substring(0, half.get()));
            conversation.say(all.substring(half.get()));
        });
        try (SpooledMessage message = examinations.message("Received: r\nX-A: 1\nSubject: x\n\nold\n")) {
            Answer answer = filter(tcp.place()).examine(examinations.of(message, LONG));

            assertThat(answer).isInstanceOfSatisfying(Verdict.Edit.class, edit -> {
                assertThat(edit.content().map(RspamdFaultsTest::read))
                        .contains("Received: r\nX-A: 1\nSubject: x\n\nnew\r\nbody\n");
                assertThat(edit.edits()).hasSize(2);
            });
        }
    }

    @Test
    void halfOfANewBodyIsNone() {
        tcp.behave(conversation -> {
            var _ = conversation.awaitRequest();
            String all = reply(GOOD + "new body\n", "Message-Offset: " + GOOD.length());
            conversation.say(all.substring(0, all.length() - 4));
        });

        assertThat(ask(Way.TCP, SMALL, LONG))
                .isEqualTo(failed(Way.TCP, "it closed the connection in the middle of its reply"));
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
        tcp.behave(saying(reply(GOOD + "new\n", "Message-Offset: " + GOOD.length())));

        assertThat(reason(ask(Way.TCP, text, LONG)))
                .contains("it has rewritten a message whose header can be read in two ways");
    }

    @Test
    void aNewBodyThatIsTooLargeNeverPasses() throws IOException {
        tcp.behave(saying(reply(GOOD + "x".repeat(100_000), "Message-Offset: " + GOOD.length())));
        try (SpooledMessage message = examinations.message(SMALL)) {
            Examination known = examinations.of(message, LONG);
            Examination limited = new Examination(message, known.envelope(), known.allowance(), known.origin(), 50_000);

            assertThat(filter(tcp.place()).examine(limited)).isInstanceOf(NoVerdict.Doubtful.class);
        }
    }

    private static ScriptedRspamd.Script saying(String text) {
        return conversation -> {
            var _ = conversation.awaitRequest();
            conversation.say(text);
        };
    }

    private ScriptedRspamd rspamd(Way way) {
        return way == Way.TCP ? tcp : unix;
    }

    private RspamdFilter filter(Endpoint... places) {
        return new RspamdFilter(
                new Servers("rspamd", List.of(places), events::add, clock),
                new ServiceDialer(Watchdog.start(e -> {
                    throw new AssertionError(e);
                })),
                new Meaning("X-Spam"),
                "");
    }

    private Answer ask(Way way, String text, Duration time) {
        return ask(filter(rspamd(way).place()), text, time);
    }

    private Answer ask(RspamdFilter filter, String text, Duration time) {
        try (SpooledMessage message = examinations.message(text)) {
            return filter.examine(examinations.of(message, time));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private NoVerdict failed(Way way, String reason) {
        return new NoVerdict.Failed(rspamd(way).place() + ": " + reason);
    }

    private static String reason(Answer answer) {
        return answer instanceof NoVerdict.Failed(String reason) ? reason : "not failed: " + answer;
    }

    private static String read(SpooledText text) {
        try {
            StringBuilder all = new StringBuilder();
            byte[] block = new byte[100];
            for (int count = text.read(block); count >= 0; count = text.read(block)) {
                all.append(WireText.of(block, 0, count));
            }
            return all.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
