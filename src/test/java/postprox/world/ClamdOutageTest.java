package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import postprox.event.FilterEvent;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.virus.OnFinding;
import postprox.net.Wire;
import postprox.smtp.Reply;
import postprox.text.WireText;
import postprox.world.ClamdBench.Way;

/** Debian's clamd is reloaded, killed, overloaded or replaced by another: no message is lost or passes unscanned by that. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class ClamdOutageTest {
    private static final Reply VIRUS = Reply.of(554, "5.7.1 Message contains a virus (" + Clamd.NAME + ")");

    private ClamdBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new ClamdBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aReloadFailsNoMessage() throws Exception {
        Clamd clamd = bench.clamd();
        Filter filter = bench.filter(clamd.places(), OnFinding.REJECT, OnFinding.REJECT);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Answer>>> mail = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                mail.add(threads.submit(flow(filter, 60)));
            }
            for (int i = 0; i < 5; i++) {
                assertThat(say(clamd, "zRELOAD\0")).isEqualTo("RELOADING");
            }
            for (Future<List<Answer>> flow : mail) {
                assertThat(flow.get()).containsOnly(new Verdict.Accept(), new Verdict.Reject(VIRUS));
            }
        }
        assertThat(bench.events).isEmpty();
    }

    @Test
    void aClamdThatIsKilledAndComesBackScansAgain() throws Exception {
        Clamd clamd = bench.clamd();
        Filter filter = bench.filter(clamd.places().subList(0, 1), OnFinding.REJECT, OnFinding.REJECT);
        for (int round = 0; round < 3; round++) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<List<Answer>>> mail = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    mail.add(threads.submit(flow(filter, 40)));
                }
                clamd.kill();
                for (Future<List<Answer>> flow : mail) {
                    assertThat(flow.get())
                            .allMatch(answer -> answer.equals(new Verdict.Accept())
                                    || answer.equals(new Verdict.Reject(VIRUS))
                                    || answer instanceof NoVerdict.Failed);
                }
            }
            clamd.startAgain();
            clamd.await();
            bench.clock.advance(Duration.ofSeconds(60));
            assertThat(bench.ask(filter, "Subject: x\n\n" + Clamd.EICAR + "\n")).isEqualTo(new Verdict.Reject(VIRUS));
            assertThat(bench.ask(filter, "Subject: x\n\nclean\n")).isEqualTo(new Verdict.Accept());
        }
        assertThat(bench.events.stream().filter(FilterEvent.FilterServerLost.class::isInstance))
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void anotherClamdTakesOver() throws IOException {
        Clamd first = bench.clamd();
        Clamd second = bench.second();
        Filter filter = bench.filter(List.of(first.socket(), second.port()), OnFinding.REJECT, OnFinding.REJECT);
        first.kill();
        for (int i = 0; i < 10; i++) {
            assertThat(bench.ask(filter, "Subject: x\n\n" + Clamd.EICAR + "\n")).isEqualTo(new Verdict.Reject(VIRUS));
        }

        assertThat(bench.events).hasSize(1);
        assertThat(bench.events.getFirst()).isInstanceOfSatisfying(FilterEvent.FilterServerLost.class, lost -> {
            assertThat(lost.server()).isEqualTo(first.socket().toString());
            assertThat(lost.left()).isEqualTo(1);
        });
    }

    /** It accepts connections in the kernel and then says nothing: only the limit of the whole exchange tells. */
    @Test
    void aClamdWithAllPlacesTakenIsAFailureAfterTheTimeout() throws IOException {
        Clamd clamd = bench.clamd("MaxThreads 2", "MaxQueue 4", "CommandReadTimeout 100");
        List<Wire> idle = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Wire wire = bench.dialer.dial(clamd.socket(), ClamdBench.in(ClamdBench.LONG));
            byte[] session = WireText.bytes("zIDSESSION\0");
            wire.write(session, 0, session.length);
            idle.add(wire);
        }
        for (Way way : List.of(Way.SPOOLED_FILE, Way.STREAM_ON_UNIX_SOCKET, Way.STREAM_ON_TCP)) {
            assertThat(bench.ask(bench.filter(clamd, way), "Subject: x\n\nclean\n", way, Duration.ofSeconds(1)))
                    .as("%s", way)
                    .isInstanceOfSatisfying(
                            NoVerdict.Failed.class,
                            failed -> assertThat(failed.reason()).contains("no answer in 1.0 s"));
        }
        idle.forEach(Wire::close);

        assertThat(bench.ask(clamd, Way.SPOOLED_FILE, "Subject: x\n\nclean\n")).isEqualTo(new Verdict.Accept());
    }

    private Callable<List<Answer>> flow(Filter filter, int messages) {
        return () -> {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                answers.add(bench.ask(filter, "Subject: x\n\n" + (i % 2 == 0 ? "clean" : Clamd.EICAR) + "\n"));
            }
            return answers;
        };
    }

    private String say(Clamd clamd, String command) throws IOException {
        try (Wire wire = bench.dialer.dial(clamd.socket(), ClamdBench.in(ClamdBench.LONG))) {
            byte[] bytes = WireText.bytes(command);
            wire.write(bytes, 0, bytes.length);
            byte[] reply = new byte[100];
            int count = wire.read(reply, 0, reply.length);
            return WireText.of(reply, 0, count).strip().replace("\0", "");
        }
    }
}
