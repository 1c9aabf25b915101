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

/** Debian's OpenDKIM is killed, stopped or replaced by another while mail flows: no message passes unsigned by that. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class MilterOutageTest {
    private static final String OURS = "ORIGINATING";
    private static final String RULES = "Mode sv\nMTA ORIGINATING\nInternalHosts nobody.invalid\n";
    private static final String MAIL = "From: us@example.org\nDate: Mon, 30 Nov 2026 12:00:00 +0000\n\nbody\n";

    private MilterBench bench;
    private Dkim dkim;

    @BeforeEach
    void open() throws IOException {
        bench = new MilterBench();
        dkim = Dkim.in(bench.workspace);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aMilterThatIsKilledAndComesBackSignsAgain() throws Exception {
        try (Milter milter = dkim.milter("opendkim", RULES)) {
            Filter filter = bench.filter(OURS, milter);
            for (int round = 0; round < 3; round++) {
                try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    List<Future<List<Answer>>> mail = new ArrayList<>();
                    for (int i = 0; i < 4; i++) {
                        mail.add(threads.submit(flow(filter, 30)));
                    }
                    milter.kill();
                    for (Future<List<Answer>> flow : mail) {
                        assertThat(flow.get())
                                .allMatch(
                                        answer -> answer instanceof Verdict.Edit || answer instanceof NoVerdict.Failed);
                    }
                }
                milter.startAgain();
                bench.clock.advance(Duration.ofSeconds(60));
                assertThat(bench.ask(filter, MAIL)).isInstanceOf(Verdict.Edit.class);
            }
        }
        assertThat(bench.events.stream().filter(FilterEvent.FilterServerLost.class::isInstance))
                .hasSizeBetween(1, 3);
        assertThat(bench.events.getLast()).isInstanceOf(FilterEvent.FilterServerBack.class);
    }

    @Test
    void anotherMilterTakesOver() throws IOException {
        try (Milter first = dkim.milter("opendkim", RULES);
                Milter second = dkim.milter("second", RULES)) {
            Filter filter = bench.filter(OURS, first, second);
            first.kill();
            for (int i = 0; i < 10; i++) {
                assertThat(bench.ask(filter, MAIL)).isInstanceOf(Verdict.Edit.class);
            }
        }
        assertThat(bench.events).hasSize(1);
        assertThat(bench.events.getFirst())
                .isInstanceOfSatisfying(
                        FilterEvent.FilterServerLost.class,
                        lost -> assertThat(lost.left()).isEqualTo(1));
    }

    /** The kernel accepts connections for it, up to the length of its queue, and then none. */
    @Test
    void aMilterThatStandsStillIsAFailureAfterTheTimeoutAndThenLeftAlone() throws Exception {
        try (Milter milter = dkim.milter("opendkim", RULES)) {
            Filter filter = bench.filter(OURS, milter);
            milter.stop();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Answer>> answers = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    String text = "Message-ID: <" + i + "@example.org>\n" + MAIL;
                    answers.add(threads.submit(() -> bench.ask(filter, text, Duration.ofSeconds(2))));
                }
                for (Future<Answer> answer : answers) {
                    assertThat(answer.get()).isInstanceOf(NoVerdict.Failed.class);
                }
            }
            assertThat(bench.ask(filter, MAIL))
                    .isInstanceOfSatisfying(
                            NoVerdict.Failed.class,
                            failed -> assertThat(failed.reason()).contains("it has failed 5 times in a row"));
            milter.goOn();
            bench.clock.advance(Duration.ofSeconds(60));

            assertThat(bench.ask(filter, MAIL)).isInstanceOf(Verdict.Edit.class);
        }
        assertThat(bench.events)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("FilterServerLost", "FilterServerBack");
    }

    private Callable<List<Answer>> flow(Filter filter, int messages) {
        return () -> {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                answers.add(bench.ask(filter, "Message-ID: <" + i + "@example.org>\n" + MAIL));
            }
            return answers;
        };
    }
}
