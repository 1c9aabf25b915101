package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.Socket;
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
import postprox.filter.icap.Method;
import postprox.net.Endpoint;

/** Debian's c-icap, or the clamd behind it, is killed, overloaded or replaced: no message is lost or passes unscanned by that. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class IcapOutageTest {
    private static final String INFECTED = "Subject: x\n\n" + Clamd.EICAR + "\n";
    private static final String CLEAN = "Subject: x\n\nclean\n";

    private IcapBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new IcapBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aCIcapThatIsKilledAndComesBackScansAgain() throws Exception {
        CIcap cIcap = bench.cIcap();
        Filter filter = bench.filter(cIcap, CIcap.RECOMMENDED);
        for (int round = 0; round < 3; round++) {
            whileMailFlows(filter, cIcap::kill);
            cIcap.startAgain();
            cIcap.await();
            bench.clock.advance(Duration.ofSeconds(60));
            assertThat(bench.ask(filter, INFECTED)).isInstanceOf(Verdict.Reject.class);
            assertThat(bench.ask(filter, CLEAN)).isInstanceOf(Verdict.Accept.class);
        }
        assertThat(bench.events.stream().filter(FilterEvent.FilterServerLost.class::isInstance))
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void aClamdBehindItThatIsKilledAndComesBackScansAgain() throws Exception {
        CIcap cIcap = bench.cIcap();
        Filter filter = bench.filter(cIcap, CIcap.RECOMMENDED);
        for (int round = 0; round < 3; round++) {
            whileMailFlows(filter, bench.clamd::kill);
            bench.clamd.startAgain();
            bench.clamd.await();
            bench.clock.advance(Duration.ofSeconds(60));
            assertThat(bench.ask(filter, INFECTED)).isInstanceOf(Verdict.Reject.class);
            assertThat(bench.ask(filter, CLEAN)).isInstanceOf(Verdict.Accept.class);
        }
    }

    private void whileMailFlows(Filter filter, Runnable accident) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Answer>>> mail = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                mail.add(threads.submit(flow(filter, 40)));
            }
            accident.run();
            for (Future<List<Answer>> flow : mail) {
                List<Answer> answers = flow.get();
                for (int i = 0; i < answers.size(); i++) {
                    assertThat(answers.get(i))
                            .isInstanceOfAny(
                                    i % 2 == 0 ? Verdict.Accept.class : Verdict.Reject.class,
                                    NoVerdict.Failed.class,
                                    // It was killed in the middle of a reply that may have been about a virus.
                                    NoVerdict.Doubtful.class);
                }
            }
        }
    }

    /** Every second message has a virus. */
    private Callable<List<Answer>> flow(Filter filter, int messages) {
        return () -> {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                answers.add(bench.ask(filter, i % 2 == 0 ? CLEAN : INFECTED));
            }
            return answers;
        };
    }

    @Test
    void anotherCIcapTakesOver() {
        CIcap first = bench.cIcap();
        CIcap second = bench.second();
        Filter filter = bench.filter(List.of(first.place(), second.place()), CIcap.RECOMMENDED, Method.AUTO, false);
        first.kill();
        for (int i = 0; i < 10; i++) {
            assertThat(bench.ask(filter, INFECTED)).isInstanceOf(Verdict.Reject.class);
        }

        assertThat(bench.events).hasSize(1);
        assertThat(bench.events.getFirst()).isInstanceOfSatisfying(FilterEvent.FilterServerLost.class, lost -> {
            assertThat(lost.server()).isEqualTo(first.place().toString());
            assertThat(lost.left()).isEqualTo(1);
        });
    }

    /** Idle connections of others hold all of its threads. It accepts ours in the kernel and then says nothing. */
    @Test
    void aCIcapWithAllThreadsTakenIsAFailureAfterTheTimeout() throws Exception {
        CIcap cIcap = bench.cIcap("ThreadsPerChild 3");
        Filter filter = bench.filter(cIcap, CIcap.RECOMMENDED);
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                idle.add(new Socket(Tools.LOOPBACK, ((Endpoint.Tcp) cIcap.place()).port()));
            }
            assertThat(bench.ask(filter, CLEAN, Duration.ofSeconds(1)))
                    .isEqualTo(new NoVerdict.Failed(cIcap.place() + ": no answer in 1.0 s"));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }

        assertThat(bench.ask(filter, INFECTED)).isInstanceOf(Verdict.Reject.class);
    }
}
