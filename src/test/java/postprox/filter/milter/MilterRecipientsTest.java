package postprox.filter.milter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.smtp.Reply;

/** A milter that refuses recipients, and not the message. */
class MilterRecipientsTest {
    @AutoClose
    private final MilterTrial trial;

    MilterRecipientsTest(@TempDir Path directory) throws IOException {
        trial = new MilterTrial(directory);
    }

    @Test
    void aRefusedRecipientThatIsIgnoredIsNotAgainstTheMessage() {
        trial.milter.answer(command -> switch (command.letter()) {
            case 'R' -> command.data().contains("c@") ? "r" : "c";
            case 'E' -> "x";
            default -> "c";
        });

        assertThat(ask(trial.filter(Offer.POSSIBLE, SomeRefused.IGNORE), MilterTrial.SMALL))
                .isInstanceOf(NoVerdict.Failed.class);
    }

    @Test
    void someRefusedRecipientsAreForTheAdministratorToDecide() {
        trial.milter.answer(
                command -> command.data().contains("c@") && command.letter() == 'R' ? "y550 5.1.1 nobody\0" : "c");

        assertThat(ask(trial.filter(Offer.POSSIBLE, SomeRefused.REJECT), MilterTrial.SMALL))
                .isEqualTo(
                        new Verdict.Reject(Reply.of(550, "5.1.1 nobody"), "in answer to RCPT, for 1 of 2 recipients"));
        assertThat(ask(trial.filter(Offer.POSSIBLE, SomeRefused.IGNORE), MilterTrial.SMALL))
                .isInstanceOfSatisfying(
                        Verdict.Accept.class,
                        accept -> assertThat(accept.remarks().said())
                                .isEqualTo("refused 1 of 2 recipients: 550 5.1.1 nobody"));
    }

    /** The milter may accept the message for the others. */
    @Test
    void aRecipientThatWasRefusedStaysSoWhateverFollows() {
        for (String rest : List.of("a", "s", "c")) {
            trial.milter.answer(
                    command -> command.letter() == 'R' && command.data().contains("b@")
                            ? "r"
                            : command.letter() == 'R' ? rest : "c");

            assertThat(ask(trial.filter(Offer.POSSIBLE, SomeRefused.REJECT), MilterTrial.SMALL))
                    .isInstanceOf(Verdict.Reject.class);
            assertThat(ask(trial.filter(Offer.POSSIBLE, SomeRefused.IGNORE), MilterTrial.SMALL))
                    .isInstanceOfSatisfying(
                            Verdict.Accept.class,
                            accept -> assertThat(accept.remarks().said()).startsWith("refused 1 of 2 recipients: 550"));
        }
    }

    @Test
    void withAllRecipientsRefusedTheMessageIs() {
        trial.milter.answer(command -> switch (command.letter()) {
            case 'R' -> command.data().contains("c@") ? "y450 4.7.1 greylisted\0" : "r";
            default -> "c";
        });
        for (SomeRefused someRefused : SomeRefused.values()) {
            assertThat(ask(trial.filter(Offer.POSSIBLE, someRefused), MilterTrial.SMALL))
                    .as("if it can come again for one, it can for all")
                    .isEqualTo(new Verdict.Reject(
                            Reply.of(450, "4.7.1 greylisted"), "in answer to RCPT, for 2 of 2 recipients"));
        }
    }

    private Answer ask(MilterFilter filter, String text) {
        return trial.ask(filter, text, MilterTrial.envelope(), MilterTrial.LONG);
    }
}
