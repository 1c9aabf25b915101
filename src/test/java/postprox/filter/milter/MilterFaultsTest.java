package postprox.filter.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.testkit.ScriptedMilter.packet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.net.Endpoint;
import postprox.testkit.Ports;
import postprox.testkit.ScriptedMilter;
import postprox.testkit.ScriptedMilter.Answers;

/** A milter that breaks, hangs or talks nonsense: the filter has failed, and no message passes by that. */
@Execution(ExecutionMode.CONCURRENT)
class MilterFaultsTest {
    private static final String LARGE = "Subject: x\n\n" + "lorem ipsum dolor sit amet\n".repeat(400_000);

    @AutoClose
    private final MilterTrial trial;

    MilterFaultsTest(@TempDir Path directory) throws IOException {
        trial = new MilterTrial(directory);
    }

    @ParameterizedTest
    @ValueSource(chars = {'O', 'C', 'H', 'M', 'R', 'T', 'L', 'N', 'B', 'E'})
    void aCloseAtAnyStepIsAFailure(char letter) {
        trial.milter.behave(conversation -> {
            if (letter == 'O') {
                var _ = conversation.next();
                return;
            }
            conversation.serve(command -> {
                if (command.letter() == letter) {
                    throw new IOException("a crash");
                }
                return "c";
            });
        });

        assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.LONG))
                .isEqualTo("it closed the connection without a reply");
    }

    @Test
    void anAnswerThatBreaksOffIsAFailure() {
        for (String part : List.of("\0", "\0\0\0", "\0\0\0\1", "\0\0\0\5c\0\0\0")) {
            trial.milter.behave(conversation -> {
                conversation.negotiate(6, 0, ScriptedMilter.WANTS_NOTHING, "");
                while (conversation.next().letter() != 'E') {
                    // Its macros.
                }
                conversation.say(part);
            });

            assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.LONG))
                    .isEqualTo("it closed the connection in the middle of its reply");
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'O', 'C', 'R', 'L', 'B', 'E'})
    void silenceAtAnyStepIsAFailureAfterTheTimeout(char letter) {
        trial.milter.behave(conversation -> {
            if (letter == 'O') {
                conversation.awaitEnd();
            }
            conversation.serve(command -> command.letter() == letter ? Answers.NOTHING : "c");
        });

        assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.SHORT)).isEqualTo("no answer in 1.0 s");
    }

    @Test
    void anAnswerByteByByteIsReadOnlyUntilTheDeadline() {
        trial.milter.behave(conversation -> {
            String answer = packet('O', "x".repeat(1000));
            var _ = conversation.next();
            for (int i = 0; i < answer.length(); i++) {
                conversation.say(answer.substring(i, i + 1));
                Thread.sleep(Duration.ofMillis(50));
            }
        });

        assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.SHORT)).isEqualTo("no answer in 1.0 s");
    }

    /** Progress starts a mail server's own time limit anew. The message's deadline stays. */
    @Test
    void progressWithoutEndIsReadOnlyUntilTheDeadline() {
        trial.milter.behave(conversation -> conversation.serve(command -> {
            while (command.letter() == 'E') {
                conversation.say('p', "");
            }
            return "c";
        }));

        assertThat(trial.failure(MilterTrial.SMALL, MilterTrial.SHORT)).isEqualTo("no answer in 1.0 s");
    }

    @Test
    void aMilterThatReadsNoMoreIsAFailureAfterTheTimeout() {
        trial.milter.behave(conversation -> {
            conversation.negotiate(6, 0, ScriptedMilter.ANSWERS_NOTHING, "");
            new CountDownLatch(1).await();
        });

        assertThat(trial.failure(LARGE, MilterTrial.SHORT)).isEqualTo("no answer in 1.0 s");
    }

    @Test
    void anotherMilterIsAskedAfterAFailureAndNoneAfterATimeout() throws IOException {
        try (ScriptedMilter second = ScriptedMilter.start()) {
            second.answer(command -> command.letter() == 'E' ? "y554 5.7.1 second\0" : "c");
            MilterFilter filter = MilterTrial.filter(
                    List.of(trial.milter.place(), second.place()), Offer.POSSIBLE, SomeRefused.REJECT);
            trial.milter.behave(conversation -> conversation.serve(_ -> "x"));
            assertThat(trial.ask(filter, MilterTrial.SMALL, MilterTrial.envelope(), MilterTrial.LONG))
                    .isInstanceOf(Verdict.Reject.class);

            trial.milter.behave(ScriptedMilter.Conversation::awaitEnd);
            assertThat(trial.ask(filter, MilterTrial.SMALL, MilterTrial.envelope(), MilterTrial.SHORT))
                    .isInstanceOf(NoVerdict.Failed.class);
            assertThat(second.connections()).isEqualTo(1);
        }
    }

    /** A poison message: its sender tries again and again, and all others are still examined. */
    @Test
    void oneMessageThatKillsTheMilterDoesNotSwitchItOff() {
        trial.milter.behave(conversation -> conversation.serve(command -> {
            if (command.data().contains("poison")) {
                throw new IOException("a crash");
            }
            return command.letter() == 'E' ? "y554 5.7.1 no\0" : "c";
        }));
        MilterFilter filter = trial.filter();
        for (int i = 0; i < 20; i++) {
            assertThat(ask(filter, "Message-ID: <poison@x>\n\n")).isInstanceOf(NoVerdict.Failed.class);
        }

        assertThat(ask(filter, "Message-ID: <other@x>\n\n")).isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void aMilterThatFailsOnEveryMessageIsLeftAlone() {
        trial.milter.behave(conversation -> conversation.serve(_ -> {
            throw new IOException("a crash");
        }));
        MilterFilter filter = trial.filter();
        for (int i = 0; i < 8; i++) {
            assertThat(ask(filter, "Message-ID: <" + i + "@x>\n\n")).isInstanceOf(NoVerdict.Failed.class);
        }

        assertThat(trial.milter.connections()).isEqualTo(5);
    }

    @Test
    void aMilterThatIsNotThereIsAFailure() {
        Endpoint nowhere = new Endpoint.Tcp("127.0.0.1", Ports.free());
        MilterFilter filter = MilterTrial.filter(List.of(nowhere), Offer.POSSIBLE, SomeRefused.REJECT);

        assertThat(ask(filter, MilterTrial.SMALL)).isEqualTo(new NoVerdict.Failed(nowhere + ": Connection refused"));
    }

    /** The kernel takes some connections for a milter that accepts none. */
    @Test
    void aMilterThatAcceptsNoConnectionIsAFailureAfterTheTimeout() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Endpoint place = new Endpoint.Tcp("127.0.0.1", full.getLocalPort());
            MilterFilter filter = MilterTrial.filter(List.of(place), Offer.POSSIBLE, SomeRefused.REJECT);
            for (int i = 0; i < 4; i++) {
                assertThat(trial.ask(filter, MilterTrial.SMALL, MilterTrial.envelope(), MilterTrial.SHORT))
                        .isInstanceOf(NoVerdict.Failed.class);
            }
        }
    }

    private Answer ask(MilterFilter filter, String text) {
        return trial.ask(filter, text, MilterTrial.envelope(), MilterTrial.LONG);
    }
}
