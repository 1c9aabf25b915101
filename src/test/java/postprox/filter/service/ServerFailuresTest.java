package postprox.filter.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postprox.filter.service.ServersLab.A;
import static postprox.filter.service.ServersLab.B;
import static postprox.filter.service.ServersLab.BREAKS;
import static postprox.filter.service.ServersLab.CANNOT;
import static postprox.filter.service.ServersLab.CLEAN;
import static postprox.filter.service.ServersLab.HANGS;
import static postprox.filter.service.ServersLab.REFUSES;
import static postprox.filter.service.ServersLab.TIME;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.event.FilterEvent;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.net.ServiceDialer.NotConnected;
import postprox.smtp.Reply;
import postprox.spool.SpoolException;
import postprox.spool.SpooledMessage;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** What becomes of a server that fails: it is left alone for a while, and a message tries it again. */
class ServerFailuresTest {
    @AutoClose
    private final ServersLab lab;

    ServerFailuresTest(@TempDir Path directory) throws IOException {
        lab = new ServersLab(directory);
    }

    @Test
    void aServerThatFailsOnFiveMessagesIsLeftAloneAndTheLogSaysSoOnce() throws IOException {
        Servers servers = lab.servers(A);
        lab.behave(A, HANGS);
        for (int i = 0; i < 8; i++) {
            assertThat(lab.ask(servers)).isInstanceOf(NoVerdict.Failed.class);
        }

        assertThat(lab.asked).hasSize(5);
        assertThat(lab.events)
                .containsExactly(new FilterEvent.FilterServerLost("virus", A, A + ": no answer in 30.0 s", 0));
        assertThat(((NoVerdict.Failed) lab.ask(servers)).reason())
                .contains(A, "no answer in 30.0 s", "failed 5 times in a row", "tried again in");
    }

    @Test
    void oneMessageThatItsSenderSendsAgainAndAgainLeavesTheServerInUse() throws IOException {
        Servers servers = lab.servers(A);
        lab.behave(A, BREAKS);
        for (int i = 0; i < 20; i++) {
            lab.ask(servers, "Received: by us; attempt " + i + "\nMESSAGE-id: <poison@example.org>\n\n");
        }

        assertThat(lab.asked).hasSize(20);
        assertThat(lab.events).isEmpty();
    }

    /** It is alive and says so at once: nobody waits for it in vain. */
    @Test
    void messagesThatAServerCannotExamineLeaveItInUse() throws IOException {
        Servers servers = lab.servers(A);
        lab.behave(A, CANNOT);
        for (int i = 0; i < 20; i++) {
            assertThat(lab.ask(servers)).isEqualTo(new NoVerdict.Failed(A + ": no memory"));
        }

        assertThat(lab.asked).hasSize(20);
        assertThat(lab.events).isEmpty();
    }

    @Test
    void aMessageThatCannotBeExaminedLeavesTheNextTrialFree() throws IOException {
        Servers servers = lab.servers(A);
        lab.behave(A, REFUSES);
        for (int i = 0; i < 5; i++) {
            lab.ask(servers);
        }
        lab.clock.advance(Duration.ofSeconds(10));
        lab.behave(A, CANNOT);
        assertThat(lab.ask(servers)).isEqualTo(new NoVerdict.Failed(A + ": no memory"));
        lab.behave(A, () -> CLEAN);

        assertThat(lab.ask(servers)).isEqualTo(CLEAN);
    }

    @Test
    void aMessageWithoutMessageIdIsKnownByItsEnvelope() throws IOException {
        Servers servers = lab.servers(A);
        lab.behave(A, BREAKS);
        for (int i = 0; i < 20; i++) {
            lab.ask(servers, "Subject: " + i + "\n\n");
        }

        assertThat(lab.asked).hasSize(20);
    }

    @Test
    void anAnswerEndsTheRowOfFailures() throws IOException {
        Servers servers = lab.servers(A);
        for (int i = 0; i < 20; i++) {
            boolean answers = i % 5 == 4;
            lab.behave(A, answers ? () -> new Verdict.Reject(Reply.of(554, "5.7.1 encrypted")) : BREAKS);
            lab.ask(servers);
        }

        assertThat(lab.asked).hasSize(20);
        assertThat(lab.events).isEmpty();
    }

    @Test
    void oneMessageTriesAServerAgainAfterEverLongerPauses() throws IOException {
        Servers servers = lab.servers(A);
        lab.behave(A, REFUSES);
        for (int i = 0; i < 5; i++) {
            lab.ask(servers);
        }
        for (int pause : new int[] {10, 20, 40, 60, 60}) {
            lab.asked.clear();
            lab.clock.advance(Duration.ofSeconds(pause - 1));
            lab.ask(servers);
            assertThat(lab.asked).as("before %d s", pause).isEmpty();
            lab.clock.advance(Duration.ofSeconds(1));
            lab.ask(servers);
            lab.ask(servers);
            assertThat(lab.asked).as("after %d s", pause).containsExactly(A);
        }

        lab.clock.advance(Duration.ofSeconds(60));
        lab.behave(A, () -> CLEAN);
        assertThat(lab.ask(servers)).isEqualTo(CLEAN);
        assertThat(lab.ask(servers)).isEqualTo(CLEAN);

        assertThat(lab.events).hasSize(2);
        assertThat(lab.events.getLast()).isInstanceOfSatisfying(FilterEvent.FilterServerBack.class, back -> {
            assertThat(back.server()).isEqualTo(A);
            assertThat(back.lost()).isGreaterThanOrEqualTo(Duration.ofSeconds(250));
        });
    }

    @Test
    void whileAMessageTriesAServerAgainOthersDoNotWaitForIt() throws IOException {
        Servers servers = lab.servers(A);
        lab.behave(A, REFUSES);
        for (int i = 0; i < 5; i++) {
            lab.ask(servers);
        }
        lab.clock.advance(Duration.ofSeconds(10));
        List<Answer> meanwhile = new ArrayList<>();
        lab.behave(A, () -> {
            meanwhile.add(lab.ask(servers));
            return CLEAN;
        });

        assertThat(lab.ask(servers)).isEqualTo(CLEAN);
        assertThat(meanwhile).hasSize(1).allMatch(NoVerdict.Failed.class::isInstance);
    }

    @Test
    void aTrialThatSaysNothingOfTheServerLeavesTheNextOneFree() throws IOException {
        Servers servers = lab.servers(A);
        lab.behave(A, REFUSES);
        for (int i = 0; i < 5; i++) {
            lab.ask(servers);
        }
        lab.clock.advance(Duration.ofSeconds(10));
        lab.behave(A, () -> {
            throw new SpoolException("cannot read the message", new IOException("broken disk"));
        });
        assertThatThrownBy(() -> lab.ask(servers)).isInstanceOf(SpoolException.class);
        lab.behave(A, () -> CLEAN);

        assertThat(lab.ask(servers)).isEqualTo(CLEAN);
    }

    @Test
    void anErrorBeforeTheTrialLeavesTheNextOneFree() throws IOException {
        Servers servers = lab.servers(A, B);
        lab.behave(A, REFUSES);
        for (int i = 0; i < 5; i++) {
            lab.ask(servers);
        }
        lab.clock.advance(Duration.ofSeconds(10));
        lab.behave(A, () -> CLEAN);
        boolean[] fails = {false};
        Ticker failing = () -> {
            if (fails[0]) {
                throw new OutOfMemoryError("Java heap space");
            }
            return lab.clock.nanos();
        };
        try (SpooledMessage message = lab.examinations.message("\n")) {
            Examination examination = lab.examinations.of(message, Deadline.after(failing, TIME.multipliedBy(2)), TIME);
            fails[0] = true;
            assertThatThrownBy(() -> servers.ask(examination, lab::attempt)).isInstanceOf(OutOfMemoryError.class);
        }
        lab.asked.clear();
        assertThat(lab.ask(servers)).isEqualTo(CLEAN);
        assertThat(lab.asked).containsExactly(A);
    }

    @Test
    void theLogSaysHowManyServersAreLeft() throws IOException {
        Servers servers = lab.servers(A, B);
        lab.behave(A, REFUSES);
        for (int i = 0; i < 9; i++) {
            lab.ask(servers);
        }

        assertThat(lab.asked).filteredOn(A::equals).hasSize(5);
        assertThat(lab.asked).filteredOn(B::equals).hasSize(9);
        assertThat(lab.events)
                .containsExactly(new FilterEvent.FilterServerLost("virus", A, A + ": Connection refused", 1));
    }

    @Test
    void ourOwnWantOfDescriptorsIsNoFailureOfTheServer() throws IOException {
        Servers servers = lab.servers(A, B);
        lab.behave(A, () -> {
            throw new NotConnected(NotConnected.Why.NO_RESOURCES, new IOException("Too many open files"));
        });
        for (int i = 0; i < 9; i++) {
            assertThat(lab.ask(servers))
                    .isEqualTo(new NoVerdict.Postponed("cannot hand the message to " + A + ": Too many open files"));
        }

        assertThat(lab.asked).containsOnly(A);
        assertThat(lab.events).isEmpty();
    }
}
