package postprox.filter.milter;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.testkit.ScriptedMilter.number;
import static postprox.testkit.ScriptedMilter.packet;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.NoVerdict;
import postprox.testkit.ScriptedMilter.Answers;

/** Which failures have a milter left alone, and what a milter is against never passes by one. */
class MilterServersTest {
    @TempDir
    private Path directory;

    private MilterTrial trial;

    @BeforeEach
    void open() throws IOException {
        trial = new MilterTrial(directory);
    }

    @AfterEach
    void close() throws IOException {
        trial.close();
    }

    /** What a sender wrote may be in its words. The letter says what it wanted. */
    @ParameterizedTest
    @ValueSource(chars = {'r', '4', 'f', 't', 'y', 'd', 'q'})
    void aRefusalInAPacketThatIsTooLargeNeverPasses(char letter) {
        String packet = packet(letter, "x".repeat(PacketReader.MOST_BYTES));
        for (char step : new char[] {'C', 'M', 'E'}) {
            trial.milter.answer(command -> command.letter() == step ? Answers.RAW + packet : "c");

            assertThat(trial.doubt(MilterTrial.SMALL, MilterTrial.LONG))
                    .startsWith("it was against the message, and then: it sent a packet of 131073 bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(chars = {'r', 'y', 'd', 'q'})
    void aRefusalThatBreaksOffNeverPasses(char letter) {
        trial.milter.behave(conversation -> {
            conversation.serve(command -> {
                if (command.letter() == 'E') {
                    conversation.say(number(100) + letter + "554");
                    conversation.close();
                }
                return "c";
            });
        });

        assertThat(trial.doubt(MilterTrial.SMALL, MilterTrial.LONG))
                .isEqualTo("it was against the message, and then: it closed the connection in the middle of its reply");
    }

    @Test
    void packetsThatAreTooLargeDoNotSwitchTheMilterOff() {
        trial.milter.answer(command -> command.letter() == 'E' ? "b" + "x".repeat(PacketReader.MOST_BYTES) : "c");
        MilterFilter filter = trial.filter();
        for (int i = 0; i < 8; i++) {
            assertThat(trial.ask(filter, "Message-ID: <" + i + "@x>\n\n", MilterTrial.envelope(), MilterTrial.LONG))
                    .isInstanceOf(NoVerdict.Failed.class);
        }

        assertThat(trial.milter.connections()).isEqualTo(8);
    }
}
