package postprox.filter.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.testkit.ScriptedMilter.packet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.smtp.Reply;
import postprox.testkit.ScriptedMilter;
import postprox.testkit.ScriptedMilter.Answers;

/** What each answer of a milter means for a message, at each step. */
class MilterAnswersTest {
    @AutoClose
    private final MilterTrial trial;

    MilterAnswersTest(@TempDir Path directory) throws IOException {
        trial = new MilterTrial(directory);
    }

    /** Answers one kind of command so, and lets all others go on. */
    private void answer(char letter, String answer) {
        trial.milter.answer(command -> command.letter() == letter ? answer : "c");
    }

    @ParameterizedTest
    @CsvSource({
        "C, CONNECT",
        "H, HELO",
        "M, MAIL",
        "T, DATA",
        "L, a header field",
        "N, the end of the header",
        "B, the body",
    })
    void aRefusalBeforeTheEndRefusesTheMessageAndEndsIt(char letter, String step) {
        answer(letter, "y550 5.7.1 no\0");
        assertThat(trial.ask(MilterTrial.SMALL))
                .isEqualTo(new Verdict.Reject(Reply.of(550, "5.7.1 no"), "in answer to " + step));
        assertThat(trial.letters()).endsWith(letter + "AQ").doesNotContain("E");

        answer(letter, "r");
        assertThat(refusal()).isEqualTo("550 5.7.1 Error: message refused");
        answer(letter, "t");
        assertThat(refusal()).isEqualTo("451 4.7.1 Error: message refused - try again later");
    }

    @Test
    void aRefusalAtTheEndRefusesTheMessage() {
        answer('E', "y554 5.7.1 Infected\0");
        assertThat(trial.ask(MilterTrial.SMALL)).isEqualTo(new Verdict.Reject(Reply.of(554, "5.7.1 Infected")));
        answer('E', "r");
        assertThat(refusal()).isEqualTo("550 5.7.1 Error: message refused");
        answer('E', "t");
        assertThat(refusal()).isEqualTo("451 4.7.1 Error: message refused - try again later");
    }

    /** In an MTA they end the SMTP session. */
    @ParameterizedTest
    @ValueSource(strings = {"4", "f"})
    void anEndOfTheSessionRefusesTheMessageForNow(String letter) {
        for (char step : "CHMRTLNBE".toCharArray()) {
            answer(step, letter);
            assertThat(refusal()).isEqualTo("451 4.7.1 Error: message refused - try again later");
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'C', 'H', 'M', 'R', 'T', 'L', 'N', 'B', 'E'})
    void acceptEndsTheExamination(char letter) {
        answer(letter, "a");

        assertThat(trial.ask(MilterTrial.SMALL)).isEqualTo(new Verdict.Accept());

        assertThat(trial.letters()).endsWith(letter == 'E' ? "EQ" : letter + "AQ");
    }

    @ParameterizedTest
    @ValueSource(chars = {'M', 'R', 'T', 'L', 'N', 'B', 'E'})
    void discardIsAVerdict(char letter) {
        answer(letter, "d");

        assertThat(trial.ask(MilterTrial.SMALL)).isInstanceOf(Verdict.Discard.class);
    }

    @ParameterizedTest
    @ValueSource(chars = {'C', 'H', 'M', 'R', 'T', 'L', 'N', 'B', 'E'})
    void progressIsNoAnswerAtAnyStep(char letter) {
        answer(letter, Answers.RAW + packet('p', "").repeat(3) + packet('y', "550 5.7.1 no\0"));

        assertThat(trial.ask(MilterTrial.SMALL)).isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void skipGoesOnToTheNextStep() {
        answer('B', "s");
        assertThat(trial.ask("Subject: x\n\n" + "lorem ipsum\n".repeat(50_000))).isEqualTo(new Verdict.Accept());
        assertThat(trial.letters()).endsWith("NBDEQ");

        answer('L', "s");
        assertThat(trial.ask("A: 1\nB: 2\nC: 3\n\nbody\n")).isEqualTo(new Verdict.Accept());
        assertThat(trial.letters()).endsWith("TLDNBDEQ");

        answer('R', "s");
        assertThat(trial.ask(MilterTrial.SMALL)).isEqualTo(new Verdict.Accept());
        assertThat(trial.letters()).endsWith("MDRDTLDNBDEQ");
    }

    static Stream<Arguments> misplaced() {
        return Stream.of(
                Arguments.of('C', "s", "skip more of the same"),
                Arguments.of('T', "s", "skip more of the same"),
                Arguments.of('E', "s", "skip more of the same"),
                Arguments.of('L', "hX-A\0b\0", "change the header"),
                Arguments.of('B', "bnew", "replace the body"));
    }

    @ParameterizedTest
    @MethodSource("misplaced")
    void anAnswerThatHasNoPlaceThereIsAFailure(char letter, String answer, String what) {
        answer(letter, answer);

        assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.LONG))
                .contains("it wants to " + what + " in answer to")
                .endsWith("has no such answer");
    }

    /** It did not want the message to pass. */
    @ParameterizedTest
    @CsvSource({"C, d, discard the message", "H, d, discard the message", "M, qwhy~, keep the message aside"})
    void whatIsToBeThrownAwayOrKeptAsideTooEarlyNeverPasses(char letter, String answer, String what) {
        answer(letter, answer.replace('~', '\0'));

        assertThat(trial.doubt(MilterTrial.SMALL, MilterTrial.LONG))
                .contains("it wants to " + what + " in answer to")
                .endsWith("has no such answer");
    }

    static Stream<Arguments> envelopeChanges() {
        return Stream.of(
                Arguments.of("ex@example.org\0", "change the sender"),
                Arguments.of("+x@example.org\0", "add a recipient"),
                Arguments.of("2<x@example.org>\0NOTIFY=NEVER\0", "add a recipient"),
                Arguments.of("-x@example.org\0", "remove a recipient"));
    }

    @ParameterizedTest
    @MethodSource("envelopeChanges")
    void aChangeOfTheEnvelopeIsRefusedByName(String answer, String what) {
        for (char letter : new char[] {'E', 'M'}) {
            answer(letter, answer);
            assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.LONG))
                    .contains("it wants to " + what + ", which is not possible here: the envelope has gone to the"
                            + " next hop before the content");
        }
    }

    /** A sender could bring such wishes about. */
    @Test
    void wishesThatCannotBeFulfilledLeaveTheMilterInUse() {
        answer('E', "+x@example.org\0");
        MilterFilter filter = trial.filter();
        for (int i = 0; i < 6; i++) {
            assertThat(ask(filter, "Message-ID: <" + i + "@x>\n\n")).isInstanceOf(NoVerdict.Failed.class);
        }
        answer('E', "a");

        assertThat(ask(filter, MilterTrial.SMALL)).isEqualTo(new Verdict.Accept());
    }

    /** A sender could bring these about as well. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "cx", "hX-A\0", "s"})
    void answersThatAreNoneLeaveTheMilterInUse(String answer) {
        answer('E', answer);
        MilterFilter filter = trial.filter();
        for (int i = 0; i < 6; i++) {
            assertThat(ask(filter, "Message-ID: <" + i + "@x>\n\n")).isInstanceOf(NoVerdict.Failed.class);
        }
        answer('E', "a");

        assertThat(ask(filter, MilterTrial.SMALL)).isEqualTo(new Verdict.Accept());
    }

    /** Otherwise a sender who gets a wrong answer out of the milter would have the message pass, or the milter left alone. */
    @Test
    void whatTheMilterWasAgainstNeverPassesWhateverFollows() {
        MilterFilter filter = trial.filter();
        for (String rest :
                List.of(packet('x', ""), packet('h', "X-A\0b\nX-B: c\0"), packet('+', "x@example.org\0"), "\0\0")) {
            trial.milter.behave(conversation -> {
                conversation.negotiate(6, 0x133, ScriptedMilter.WANTS_NOTHING, "");
                while (conversation.next().letter() != 'E') {
                    // Its macros.
                }
                conversation.say(packet('q', "bad\0") + rest);
            });
            for (int i = 0; i < 6; i++) {
                assertThat(ask(filter, "Message-ID: <" + i + "@x>\n\n")).isInstanceOf(NoVerdict.Doubtful.class);
            }
        }
        trial.atEnd(0, packet('a', ""));

        assertThat(ask(filter, MilterTrial.SMALL)).isEqualTo(new Verdict.Accept());
    }

    @Test
    void silenceBehindAQuarantineLetsNothingPass() {
        answer('E', Answers.RAW + packet('q', "bad\0"));

        assertThat(trial.doubt(MilterTrial.SMALL, MilterTrial.SHORT))
                .startsWith("it was against the message, and then: ");
    }

    @Test
    void quarantineWaitsForTheDecision() {
        trial.atEnd(0, packet('q', "bad\r\nword\0"), packet('a', ""));
        assertThat(trial.ask(MilterTrial.SMALL)).isEqualTo(new Verdict.Quarantine("bad??word"));

        trial.atEnd(0, packet('q', "bad\0"), packet('r', ""));
        assertThat(refusal()).startsWith("550");

        trial.atEnd(0, packet('h', "X-A\0b\0"), packet('q', "bad\0"), packet('c', ""));
        assertThat(trial.ask(MilterTrial.SMALL)).isEqualTo(new Verdict.Quarantine("bad"));
    }

    private String refusal() {
        return trial.ask(MilterTrial.SMALL) instanceof Verdict.Reject(Reply reply, var _) ? reply.oneLine() : "none";
    }

    private Answer ask(MilterFilter filter, String text) {
        return trial.ask(filter, text, MilterTrial.envelope(), MilterTrial.LONG);
    }
}
