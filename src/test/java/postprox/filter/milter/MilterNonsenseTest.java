package postprox.filter.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.testkit.ScriptedMilter.number;
import static postprox.testkit.ScriptedMilter.packet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.OpenDescriptors;
import postprox.testkit.ScriptedMilter;
import postprox.testkit.ScriptedMilter.Answers;

/** What a milter says that is none of the protocol lets no message pass, and the log says what it was. */
class MilterNonsenseTest {
    @AutoClose
    private final MilterTrial trial;

    MilterNonsenseTest(@TempDir Path directory) throws IOException {
        trial = new MilterTrial(directory);
    }

    static Stream<Arguments> nonsense() {
        String enough = "\0".repeat(12);
        return Stream.of(
                Arguments.of("220 mail.example.org ESMTP\r\n", "its answer begins with '220 ', which no milter says"),
                Arguments.of("UNKNOWN COMMAND\n", "its answer begins with 'UNKN', which no milter says"),
                Arguments.of("\0\0\0\0", "it sent a packet of 0 bytes"),
                Arguments.of("\u007f\u00ff\u00ff\u00ff", "it sent a packet of 2147483647 bytes"),
                Arguments.of("\0\2\0\1O", "it sent a packet of 131073 bytes"),
                Arguments.of(packet('c', ""), "it answered the negotiation with 'c' and 0 bytes"),
                Arguments.of(packet('\u001b', enough), "it answered the negotiation with '?' and 12 bytes"),
                Arguments.of(packet('O', "\0".repeat(11)), "it answered the negotiation with 'O' and 11 bytes"),
                Arguments.of(packet('O', number(1) + number(0) + number(0)), "it speaks version 1 of the protocol"),
                Arguments.of(packet('O', number(7) + number(0) + number(0)), "it speaks version 7 of the protocol"),
                Arguments.of(
                        packet('O', number(-1) + number(0) + number(0)),
                        "it speaks version 4294967295 of the protocol"),
                Arguments.of(
                        packet('O', number(6) + number(0) + number(1 << 28)),
                        "it asks for a protocol that was not offered: bits 0x10000000"),
                Arguments.of(
                        packet('O', number(6) + number(0) + number(0) + number(0) + "j"),
                        "its list of macros breaks off"),
                Arguments.of(
                        packet('O', number(6) + number(0) + number(0) + "\0\0\0"), "its list of macros breaks off"),
                Arguments.of(
                        packet('O', number(6) + number(0) + number(0) + number(7) + "j\0"),
                        "it wants macros with a stage that does not exist: 7"));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void anotherProgramIsNoMilter(String words, String reason) {
        trial.milter.behave(conversation -> {
            var _ = conversation.next();
            conversation.say(words);
            conversation.awaitEnd();
        });

        assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.LONG)).startsWith(reason);
    }

    @Test
    void aProgramThatSpeaksFirstIsNoMilter() {
        trial.milter.behave(conversation -> {
            conversation.say("220 mail.example.org ESMTP\r\n");
            conversation.awaitEnd();
        });

        assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.LONG))
                .startsWith("its answer begins with '220 ', which no milter says");
    }

    static Stream<Arguments> wrongAnswers() {
        return Stream.of(
                Arguments.of("x", "it answered 'x', which is no answer of the protocol"),
                Arguments.of("\u0007", "it answered '?', which is no answer of the protocol"),
                Arguments.of("O", "it answered 'O', which is no answer of the protocol"),
                Arguments.of("cx", "its answer 'c' is malformed: 'x'"),
                Arguments.of("a\0", "its answer 'a' is malformed: '?'"),
                Arguments.of("hX-A\0", "its answer 'h' is malformed: 'X-A?'"),
                Arguments.of("hX-A\0b", "its answer 'h' is malformed: 'X-A?b'"),
                Arguments.of("hX-A\0b\0c\0", "its answer 'h' is malformed: 'X-A?b?c?'"),
                Arguments.of("i\0\0", "its answer 'i' is malformed: '??'"),
                Arguments.of("m\0\0\0\1", "its answer 'm' is malformed: '????'"));
    }

    @ParameterizedTest
    @MethodSource("wrongAnswers")
    void anAnswerThatIsNoneIsAFailure(String answer, String reason) {
        trial.milter.answer(command -> command.letter() == 'E' ? answer : "c");

        assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.LONG)).isEqualTo(reason);
    }

    /** It did not want the message to pass. */
    @ParameterizedTest
    @ValueSource(strings = {"q", "dx", "rx", "tx", "4x"})
    void aWrongAnswerAgainstTheMessageNeverLetsItPass(String answer) {
        trial.milter.answer(command -> command.letter() == 'E' ? answer : "c");

        assertThat(trial.doubt(MilterTrial.SMALL, MilterTrial.LONG))
                .startsWith("it was against the message, and then: its answer '" + answer.charAt(0) + "' is malformed");
    }

    /** It would be taken for the answer to what is asked next, and that for the one behind it. */
    @Test
    void anAnswerToWhatWasNotAskedIsAFailure() throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        trial.milter.behave(conversation -> conversation.serve(command -> {
            arrived.countDown();
            return command.letter() == 'M' ? Answers.RAW + packet('c', "").repeat(2) : "c";
        }));

        assertThat(trial.ask(MilterTrial.SMALL))
                .isIn(
                        new NoVerdict.Failed(trial.milter.place() + ": it said 'c' before it was asked"),
                        new NoVerdict.Doubtful(trial.milter.place() + ": it said more after its last answer"));
        arrived.await();
    }

    /** Its answer to the end of the message would be the one to the step before, and the one behind that refuses it. */
    @Test
    void aMilterThatIsAnAnswerBehindLetsNothingPass() {
        trial.milter.behave(conversation -> {
            conversation.negotiate(6, 0, ScriptedMilter.ANSWERS_NOTHING, "");
            conversation.converse(0, command -> command.letter() == 'E' ? "r" : "c");
        });
        for (int i = 0; i < 10; i++) {
            assertThat(trial.doubt(MilterTrial.SMALL, MilterTrial.LONG))
                    .isEqualTo("it said more after its last answer");
        }
    }

    /** Which of them is about the message cannot be told, and the other one may be a refusal. */
    @ParameterizedTest
    @ValueSource(strings = {"ca", "ar", "ac"})
    void twoAnswersLetNothingPass(String letters) {
        String answers = packet(letters.charAt(0), "") + packet(letters.charAt(1), "");
        trial.milter.answer(command -> command.letter() == 'E' ? Answers.RAW + answers : "c");
        assertThat(trial.doubt(MilterTrial.SMALL, MilterTrial.LONG)).isEqualTo("it said more after its last answer");

        trial.milter.answer(command -> command.letter() == 'C' ? Answers.RAW + answers : "c");
        assertThat(trial.ask(MilterTrial.SMALL))
                .isInstanceOf(letters.startsWith("a") ? NoVerdict.Doubtful.class : NoVerdict.Failed.class);
    }

    /** A message that is thrown away or kept aside is acknowledged. */
    @Test
    void twoAnswersHaveNoMessageThrownAwayOrKeptAside() {
        for (String first : List.of(packet('d', ""), packet('q', "bad\0") + packet('a', ""))) {
            trial.milter.answer(command -> command.letter() == 'E' ? Answers.RAW + first + packet('r', "") : "c");

            assertThat(trial.doubt(MilterTrial.SMALL, MilterTrial.LONG))
                    .isEqualTo("it was against the message, and then: it said more after its last answer");
        }
    }

    /** It has given its answer, and nothing is lost but the time to wait for the close. */
    @Test
    void aMilterThatDoesNotCloseHasAnswered() {
        trial.milter.behave(conversation -> {
            conversation.serve(_ -> "c");
            conversation.awaitEnd();
        });

        assertThat(trial.ask(MilterTrial.SMALL)).isEqualTo(new Verdict.Accept());
    }

    /** A refusal stays one: a sender may have brought its words about. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "550 4.7.1 virus found~; 550 5.7.1 Error: message refused",
                "550-5.7.1 a^451 4.7.1 b~; 550 5.7.1 Error: message refused",
                "250 2.0.0 ok~; 550 5.7.1 Error: message refused",
                "no~; 550 5.7.1 Error: message refused",
                "''; 550 5.7.1 Error: message refused",
                "550 5.7.1 no; 550 5.7.1 Error: message refused",
                "550~no~; 550 5.7.1 Error: message refused",
                "450 5.7.1 later~; 451 4.7.1 Error: message refused - try again later"
            })
    void aRefusalInWrongWordsIsOneInOurs(String text, String reply) {
        String data = text.replace("^", "\r\n").replace('~', '\0');
        for (char letter : new char[] {'C', 'R', 'E'}) {
            trial.milter.answer(command -> command.letter() == letter ? "y" + data : "c");

            assertThat(trial.ask(MilterTrial.SMALL)).isInstanceOfSatisfying(Verdict.Reject.class, reject -> {
                assertThat(reject.reply().oneLine()).isEqualTo(reply);
                assertThat(reject.said()).contains("it refuses with what is no reply of 4xx or 5xx: '");
            });
        }
    }

    @Test
    void nothingStaysOpen() throws IOException {
        Runnable all = () -> {
            trial.milter.answer(_ -> "c");
            var _ = trial.ask(MilterTrial.SMALL);
            trial.milter.answer(_ -> "r");
            var _ = trial.ask(MilterTrial.SMALL);
            trial.milter.answer(_ -> "x");
            var _ = trial.ask(MilterTrial.SMALL);
        };
        all.run();
        long before = OpenDescriptors.count();
        for (int i = 0; i < 50; i++) {
            all.run();
        }

        assertThat(OpenDescriptors.count()).isLessThan(before + 20);
    }
}
