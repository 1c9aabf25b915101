package postprox.filter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.service.Servers;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestClock;
import postprox.testkit.TestWatchdog;
import postprox.time.Ticker;
import postprox.time.Watchdog;
import postprox.world.Patience;

/** A filter that asks a policy service, whatever that does. */
class PolicyFilterTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(1500);
    private static final String DUNNO = "action=DUNNO\n\n";

    @TempDir
    private Path directory;

    private ScriptedPolicy service;
    private Examinations examinations;
    private PolicyFilter filter;

    @BeforeEach
    void start() throws IOException {
        service = new ScriptedPolicy();
        examinations = new Examinations(Files.createDirectories(directory.resolve("spool")));
        filter = filter(RequestState.END_OF_MESSAGE);
    }

    @AfterEach
    void end() throws IOException {
        filter.close();
        examinations.close();
        service.close();
    }

    private PolicyFilter filter(RequestState state) {
        return filter(state, TestWatchdog.running());
    }

    private PolicyFilter filter(RequestState state, Watchdog watchdog) {
        return new PolicyFilter(
                new Servers("policy", List.of(service.place()), _ -> {}, Ticker.SYSTEM), state, watchdog);
    }

    @Test
    void aConnectionIsKeptForTheNextMessage() throws IOException {
        service.says(DUNNO).says("action=550 no\n\n").says(DUNNO);
        assertThat(ask()).isEqualTo(new Verdict.Accept());
        assertThat(ask()).isEqualTo(new Verdict.Reject(Reply.of(550, "5.7.1 no")));
        assertThat(ask()).isEqualTo(new Verdict.Accept());
        assertThat(service.connections()).isEqualTo(1);
    }

    @Test
    void aConnectionThatWasClosedMeanwhileIsNotUsed() throws IOException {
        service.says(DUNNO).says(DUNNO);
        assertThat(ask()).isEqualTo(new Verdict.Accept());
        service.drop();
        assertThat(ask()).isEqualTo(new Verdict.Accept());
        assertThat(service.connections()).isEqualTo(2);
    }

    @Test
    void whatTheServiceSaidUnaskedIsNoAnswer() throws IOException {
        service.says(DUNNO).says("action=REJECT\n\n");
        assertThat(ask()).isEqualTo(new Verdict.Accept());
        service.speaksUnasked(DUNNO);
        // What was written has arrived when the service has it acknowledged; on loopback that is at once.
        assertThat(ask()).isInstanceOf(Verdict.Reject.class);
        assertThat(service.connections()).isEqualTo(2);
    }

    @Test
    void aServiceThatClosesWithoutAWordIsAskedOnceMore() throws IOException {
        service.closes().says(DUNNO);
        assertThat(ask()).isEqualTo(new Verdict.Accept());
        assertThat(service.requests).hasSize(2);
    }

    @Test
    void andNotASecondTime() throws IOException {
        service.closes().closes().says(DUNNO);
        assertThat(failure(ask())).endsWith("it closed the connection without a reply");
        assertThat(service.requests).hasSize(2);
    }

    @Test
    void aServiceThatClosesInTheMiddleOfAReplyIsNotAskedAgain() throws IOException {
        service.then(connection -> {
            connection.say("action=OK");
            connection.close();
        });
        assertThat(failure(ask())).endsWith("it closed the connection in the middle of a reply");
        assertThat(service.requests).hasSize(1);
    }

    @Test
    void aSilentServiceFailsInTime() throws IOException {
        service.then(_ -> {});
        assertThat(failure(ask(SHORT))).contains("no answer in 1.5 s");
    }

    /** The time is for the whole exchange, not for each byte of it. */
    @Test
    void aServiceThatDripsFailsInTime() throws IOException {
        service.then(connection -> {
            connection.say("action=DUNNO ");
            while (true) {
                connection.say("x");
                Thread.sleep(100);
            }
        });
        assertThat(failure(ask(SHORT))).contains("no answer in 1.5 s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"action=DUNNO\n\naction=REJECT\n\n", "220 hello\r\n", "\n", "action=DUNNO\nx=y\n\n"})
    void nonsenseIsAFailureAndItsConnectionIsGivenUp(String said) throws IOException {
        service.says(said).says(DUNNO);
        assertThat(ask()).isInstanceOf(NoVerdict.Failed.class);
        assertThat(ask()).isEqualTo(new Verdict.Accept());
        assertThat(service.connections()).isEqualTo(2);
    }

    /** The text of a refusal may come from a sender, such as the explanation of SPF. With on-failure=pass the message would pass. */
    @ParameterizedTest
    @ValueSource(strings = {"550 5.7.1 no\nmore\n\n", "REJECT \nmore\n\n", "LONG", "", "55"})
    void aReplyThatMayRefuseTheMessageAndCannotBeUsedDoesNotLetItPass(String said) throws IOException {
        for (int i = 0; i < 6; i++) {
            service.then(connection -> {
                connection.say("action=" + said.replace("LONG", "550 " + "x".repeat(9000)));
                connection.close();
            });
            assertThat(askAbout(i)).isInstanceOf(NoVerdict.Doubtful.class);
        }
        service.says(DUNNO);
        assertThat(ask()).as("it does not count").isEqualTo(new Verdict.Accept());
    }

    /** What is wrong with it may be a sender's doing, whose messages would have the service left alone. */
    @Test
    void whatIsWrongBehindTheFirstWordDoesNotCount() throws IOException {
        for (int i = 0; i < 6; i++) {
            service.then(connection -> {
                connection.say("action=D");
                connection.say("UNNO\nx=y\n\n");
            });
            assertThat(askAbout(i)).isInstanceOf(NoVerdict.Failed.class);
        }
        service.says(DUNNO);
        assertThat(ask()).isEqualTo(new Verdict.Accept());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REDIRECT a@example.org",
                "BCC a@example.org",
                "FILTER smtp:x",
                "HANGUP",
                "REPLACE",
                "EDIT",
                "550"
            })
    void whatItCannotHaveIsAFailureOfItsOwn(String action) throws IOException {
        service.says("action=" + action + "\n\n").says(DUNNO);
        String word = action.contains(" ") ? action.substring(0, action.indexOf(' ')) : action;
        assertThat(failure(ask())).startsWith("it asks for ").contains(word);
        assertThat(ask()).isEqualTo(new Verdict.Accept());
        assertThat(service.connections()).as("the service is in order").isEqualTo(1);
    }

    @Test
    void inTheStateOfRcptTheFirstRefusalCounts() throws IOException {
        filter = filter(RequestState.RCPT);
        service.says(DUNNO).says("action=REJECT of c\n\n");
        Envelope envelope = new Envelope("s", "a@b", List.of("b@x", "c@x", "d@x"), "helo", Map.of());
        assertThat(ask(envelope)).isEqualTo(new Verdict.Reject(Reply.of(554, "5.7.1 of c")));
        assertThat(service.requests).hasSize(2).allMatch(request -> request.contains("protocol_state=RCPT"));
        assertThat(service.requests.stream().flatMap(List::stream).filter(line -> line.startsWith("instance=")))
                .hasSize(2)
                .containsOnly(service.requests.element().stream()
                        .filter(line -> line.startsWith("instance="))
                        .findFirst()
                        .orElseThrow());
    }

    /** With on-failure=pass the message would pass, although the service asked for its refusal. */
    @ParameterizedTest
    @ValueSource(strings = {"REPLACE", "EDIT", "REDIRECT a@example.org"})
    void aDeferralForOneRecipientStandsAlsoIfTheServiceCannotHaveWhatItWantsForAnother(String action)
            throws IOException {
        filter = filter(RequestState.RCPT);
        service.says("action=DEFER_IF_PERMIT wait\n\n").says("action=" + action + "\n\n");
        Envelope envelope = new Envelope("s", "a@b", List.of("b@x", "c@x"), "helo", Map.of());
        assertThat(ask(envelope))
                .isInstanceOfSatisfying(
                        Verdict.Defer.class, defer -> assertThat(defer.reply()).isEqualTo(Reply.of(450, "4.7.1 wait")));
    }

    @Test
    void aConnectionThatIsIdleForFiveMinutesIsClosed() throws IOException {
        TestClock clock = new TestClock();
        Watchdog watchdog = new Watchdog(clock, Runnable::run, mistake -> {
            throw new AssertionError(mistake);
        });
        filter = filter(RequestState.END_OF_MESSAGE, watchdog);
        service.says(DUNNO);
        assertThat(ask()).isEqualTo(new Verdict.Accept());
        clock.advance(Duration.ofMinutes(4));
        watchdog.check();
        assertThat(service.isIdle()).isFalse();
        clock.advance(Duration.ofMinutes(2));
        watchdog.check();
        Patience.await("the service sees the end", service::isIdle);
    }

    @Test
    void itsConnectionsAreClosedWithIt() throws IOException {
        service.says(DUNNO);
        assertThat(ask()).isEqualTo(new Verdict.Accept());
        filter.close();
        Patience.await("the service sees the end", service::isIdle);
    }

    @Test
    void noneIsKeptByAMessageThatComesAfterwards() throws IOException {
        filter.close();
        service.says(DUNNO);
        assertThat(ask()).isEqualTo(new Verdict.Accept());
        Patience.await("the service sees the end", service::isIdle);
    }

    private Answer ask() throws IOException {
        return ask(LONG);
    }

    /** Another message for each number: failures at one message count once. */
    private Answer askAbout(int number) throws IOException {
        try (SpooledMessage message = examinations.message("Message-ID: <" + number + "@example.org>\n\ntext\n")) {
            return filter.examine(examinations.of(message, LONG));
        }
    }

    private Answer ask(Duration time) throws IOException {
        try (SpooledMessage message = examinations.message("Subject: x\n\ntext\n")) {
            return filter.examine(examinations.of(message, time));
        }
    }

    private Answer ask(Envelope envelope) throws IOException {
        try (SpooledMessage message = examinations.message("Subject: x\n\ntext\n")) {
            Examination usual = examinations.of(message, LONG);
            return filter.examine(new Examination(message, envelope, usual.allowance(), usual.origin()));
        }
    }

    private static String failure(Answer answer) {
        return answer instanceof NoVerdict.Failed(String reason) ? reason : "no failure: " + answer;
    }
}
