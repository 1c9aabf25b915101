package postprox.filter.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.testkit.ScriptedMilter;

/** Which bytes of header and body a milter hears, and what it cannot be shown. */
class PlayedContentTest {
    private static final String FOLDED = "Received: from a\n\tby b\nSubject:  two blanks\nX-None:none\n\nline\nother\n";

    @AutoClose
    private final MilterTrial trial;

    PlayedContentTest(@TempDir Path directory) throws IOException {
        trial = new MilterTrial(directory);
    }

    @Test
    void aBodyComesInPieces() {
        String body = "0123456789abcdef\n".repeat(20_000);

        assertThat(trial.ask("Subject: x\n\n" + body)).isEqualTo(new Verdict.Accept());

        List<ScriptedMilter.Command> pieces = trial.milter.heard().stream()
                .filter(command -> command.letter() == 'B')
                .toList();
        assertThat(pieces.stream().map(ScriptedMilter.Command::data).collect(Collectors.joining()))
                .isEqualTo(body.replace("\n", "\r\n"));
        assertThat(pieces).allMatch(piece -> piece.data().length() <= 65_535).hasSizeLessThan(8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Subject: x~; LSubject|x|; ''",
                "Subject: x; LSubject|x|; ''",
                "~body~; ''; Bbody^",
                "no field~~body~; ''; Bno field^^body^",
                "Subject: x~no field~; LSubject|x|; Bno field^",
                "Subject: x~~~; LSubject|x|; B^",
                "Subject : x~~no end; LSubject|x|; Bno end",
                "''; ''; ''"
            })
    void whereHeaderAndBodyMeet(String text, String header, String body) {
        assertThat(trial.ask(text.replace('~', '\n'))).isEqualTo(new Verdict.Accept());

        assertThat(String.join("", trial.heard('L'))).isEqualTo(header);
        assertThat(String.join("", trial.heard('B'))).isEqualTo(body);
    }

    /** What a milter would see of them is another message. */
    @ParameterizedTest
    @CsvSource({"a NUL byte, 1", "longer than a packet, 2"})
    void aMessageThatTheProtocolCannotShowIsNotShown(String reason, int which) {
        String value = which == 1 ? "a\0b" : "x".repeat(100_000);

        assertThat(trial.ask("X-Odd: " + value + "\n\nbody\n"))
                .isInstanceOfSatisfying(
                        NoVerdict.Doubtful.class,
                        failed -> assertThat(failed.reason())
                                .startsWith("the message cannot be shown to a milter: a header field")
                                .contains(reason)
                                .endsWith("X-Odd"));
        assertThat(trial.milter.connections()).isZero();
    }

    @Test
    void aMessageWithAHeaderThatIsTooLargeNeverPasses() {
        assertThat(trial.ask(("X: " + "x".repeat(900) + "\n").repeat(300) + "\nbody\n"))
                .isInstanceOf(NoVerdict.Doubtful.class);
    }

    /** Such messages say nothing about the milter. */
    @Test
    void messagesThatCannotBeShownLeaveTheMilterInUse() {
        MilterFilter filter = trial.filter();
        for (int i = 0; i < 6; i++) {
            assertThat(trial.ask(
                            filter, "Message-ID: <" + i + "@x>\nX: \0\n\n", MilterTrial.envelope(), MilterTrial.LONG))
                    .isInstanceOf(NoVerdict.Doubtful.class);
        }

        assertThat(trial.ask(filter, FOLDED, MilterTrial.envelope(), MilterTrial.LONG))
                .isEqualTo(new Verdict.Accept());
    }

    @Test
    void otherOctetsComeAsTheyAre() {
        assertThat(trial.ask("X: \u00e9\u00ff\u0001\n\n\0\u0080\u00ff\n")).isEqualTo(new Verdict.Accept());

        assertThat(trial.milter.heard().stream().map(ScriptedMilter.Command::data))
                .contains("X\0\u00e9\u00ff\u0001\0", "\0\u0080\u00ff\r\n");
    }
}
