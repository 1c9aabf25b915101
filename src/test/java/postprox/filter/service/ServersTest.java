package postprox.filter.service;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.service.ServersLab.A;
import static postprox.filter.service.ServersLab.B;
import static postprox.filter.service.ServersLab.BREAKS;
import static postprox.filter.service.ServersLab.C;
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
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.spool.SpooledMessage;
import postprox.time.Deadline;

/** Which server of a service is asked about a message. */
class ServersTest {
    @AutoClose
    private final ServersLab lab;

    ServersTest(@TempDir Path directory) throws IOException {
        lab = new ServersLab(directory);
    }

    @Test
    void thePreferredServerIsAsked() throws IOException {
        assertThat(lab.ask(lab.servers(A, B))).isEqualTo(CLEAN);
        assertThat(lab.asked).containsExactly(A);
    }

    @Test
    void serversThatRefuseTheConnectionArePassedOver() throws IOException {
        lab.behave(A, REFUSES);
        lab.behave(B, REFUSES);

        assertThat(lab.ask(lab.servers(A, B, C))).isEqualTo(CLEAN);
        assertThat(lab.asked).containsExactly(A, B, C);
    }

    @Test
    void aMessageThatOneServerFailsOnIsGivenToOneOther() throws IOException {
        lab.behave(A, BREAKS);

        assertThat(lab.ask(lab.servers(A, B, C))).isEqualTo(CLEAN);
        assertThat(lab.asked).containsExactly(A, B);
    }

    @Test
    void aMessageThatTwoServersFailOnIsGivenToNoThird() throws IOException {
        lab.behave(A, BREAKS);
        lab.behave(B, () -> new NoVerdict.Failed("nonsense"));

        assertThat(lab.ask(lab.servers(A, B, C)))
                .isEqualTo(new NoVerdict.Failed(A + ": the connection was closed; " + B + ": nonsense"));
        assertThat(lab.asked).containsExactly(A, B);
    }

    @Test
    void afterATimeoutNoOtherServerIsAsked() throws IOException {
        lab.behave(A, HANGS);

        assertThat(lab.ask(lab.servers(A, B))).isEqualTo(new NoVerdict.Failed(A + ": no answer in 30.0 s"));
        assertThat(lab.asked).containsExactly(A);
    }

    @Test
    void theTimeOfOneExaminationIsForAllServersTogether() throws IOException {
        Deadline deadline = Deadline.after(lab.clock, TIME);
        lab.behave(A, () -> {
            lab.clock.advance(TIME.minusMillis(500));
            return BREAKS.meet();
        });
        SpooledMessage message = lab.examinations.message("Message-ID: <x>\n\n");

        Answer answer = lab.servers(A, B).ask(lab.examinations.of(message, deadline, TIME), lab::attempt);

        assertThat(answer).isEqualTo(new NoVerdict.Failed(A + ": the connection was closed"));
        assertThat(lab.asked).containsExactly(A);
        message.close();
    }

    @Test
    void aSilentAddressLeavesTimeForTheNextServer() throws IOException {
        List<Duration> times = new ArrayList<>();
        Servers two = lab.servers(A, B);
        SpooledMessage message = lab.examinations.message("\n");
        two.ask(lab.examinations.of(message, TIME), visit -> {
            times.add(visit.toConnect().remaining());
            return REFUSES.meet();
        });

        assertThat(times.get(0)).isLessThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(times.get(1)).isGreaterThan(Duration.ofSeconds(5));
        message.close();
    }

    /** Another server could let it pass. */
    @Test
    void whatIsNotToPassIsGivenToNoOtherServerAndLeavesTheServerInUse() throws IOException {
        Servers servers = lab.servers(A, B);
        lab.behave(A, () -> {
            throw new Servers.NotToPass("spam, but broken");
        });
        for (int i = 0; i < 20; i++) {
            assertThat(lab.ask(servers)).isEqualTo(new NoVerdict.Doubtful(A + ": spam, but broken"));
        }

        assertThat(lab.asked).hasSize(20).containsOnly(A);
        assertThat(lab.events).isEmpty();
    }

    @Test
    void aMessageThatTwoServersCannotExamineIsGivenToNoThird() throws IOException {
        lab.behave(A, CANNOT);
        assertThat(lab.ask(lab.servers(A, B))).isEqualTo(CLEAN);
        lab.behave(B, CANNOT);
        lab.asked.clear();

        assertThat(lab.ask(lab.servers(A, B, C)))
                .isEqualTo(new NoVerdict.Failed(A + ": no memory; " + B + ": no memory"));
        assertThat(lab.asked).containsExactly(A, B);
    }
}
