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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import postprox.event.FilterEvent;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;

/** Debian's rspamd is reloaded, killed, stopped, overloaded or fed with poison: no spam passes by that, and no message is lost. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class RspamdOutageTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final int MESSAGES = 40;

    private RspamdBench bench;
    private int number;

    @BeforeEach
    void open() throws IOException {
        bench = new RspamdBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** Workers end what they have begun, and others take over. */
    @Test
    void aReloadLetsNothingPassUnseen() throws Exception {
        Rspamd rspamd = bench.rspamd("");
        Filter filter = bench.filter(rspamd.port());

        List<Answer> answers = whileMailFlows(filter, rspamd::reload);
        rspamd.await();

        assertThat(answers).allMatch(RspamdOutageTest::isVerdictOrFailure);
        assertThat(bench.ask(filter, message("unwanted"))).isInstanceOf(Verdict.Reject.class);
    }

    @Test
    void anRspamdThatIsKilledAndComesBackScansAgain() throws Exception {
        Rspamd rspamd = bench.rspamd("");
        Filter filter = bench.filter(rspamd.socket());
        for (int round = 0; round < 2; round++) {
            assertThat(whileMailFlows(filter, rspamd::kill)).allMatch(RspamdOutageTest::isVerdictOrFailure);
            rspamd.startAgain();
            rspamd.await();
            bench.clock.advance(Duration.ofSeconds(60));
            assertThat(bench.ask(filter, message("unwanted"))).isInstanceOf(Verdict.Reject.class);
            assertThat(bench.ask(filter, message("hello"))).isInstanceOf(Verdict.Accept.class);
        }
    }

    @Test
    void anotherRspamdTakesOver() {
        Rspamd first = bench.rspamd("");
        Rspamd second = bench.second();
        Filter filter = bench.filter(first.port(), second.socket());
        first.kill();
        for (int i = 0; i < 10; i++) {
            assertThat(bench.ask(filter, message("unwanted"))).isInstanceOf(Verdict.Reject.class);
        }

        assertThat(bench.events).hasSize(1);
        assertThat(bench.events.getFirst())
                .isInstanceOfSatisfying(
                        FilterEvent.FilterServerLost.class,
                        lost -> assertThat(lost.left()).isEqualTo(1));
    }

    /** The kernel takes connections for a worker that does nothing. Only the limit of the whole exchange tells. */
    @Test
    void anRspamdThatHangsIsLeftAloneAndComesBack() {
        Rspamd rspamd = bench.rspamd("");
        Filter filter = bench.filter(rspamd.port());
        rspamd.signal("STOP");
        for (int i = 0; i < 5; i++) {
            assertThat(reason(bench.ask(filter, message("unwanted"), SHORT))).contains("no answer in 1.0 s");
        }
        assertThat(bench.ask(filter, message("unwanted"))).isInstanceOf(NoVerdict.Failed.class);
        rspamd.signal("CONT");
        rspamd.await();
        bench.clock.advance(Duration.ofSeconds(10));

        assertThat(bench.ask(filter, message("unwanted"))).isInstanceOf(Verdict.Reject.class);
        assertThat(bench.events)
                .hasExactlyElementsOfTypes(FilterEvent.FilterServerLost.class, FilterEvent.FilterServerBack.class);
    }

    /** A worker is one thread: while a rule is at work on a message, all others wait. */
    @Test
    @Tag("full")
    void aRuleThatKeepsTheOnlyWorkerBusyMakesOthersWaitAndFailInTime() throws Exception {
        Rspamd rspamd = bench.rspamd("");
        Filter filter = bench.filter(rspamd.port());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> busy = threads.submit(() -> bench.ask(filter, message("busy")));
            Answer other = bench.ask(filter, message("unwanted"), SHORT);
            // The two may have come in either order.
            assertThat(isVerdictOrFailure(other)).isTrue();

            assertThat(busy.get()).isInstanceOf(Verdict.Accept.class);
        }
        assertThat(bench.ask(filter, message("unwanted"))).isInstanceOf(Verdict.Reject.class);
    }

    /** Its sender tries again and again, and each time the worker dies. The others' mail is scanned all the same. */
    @Test
    @Tag("full")
    void aMessageThatKillsTheWorkerDoesNotSwitchScanningOff() {
        Rspamd rspamd = bench.rspamd("");
        Filter filter = bench.filter(rspamd.port());
        String poison = "Message-ID: <poison@example.org>\nSubject: poison\n\nbody\n";
        for (int i = 0; i < 6; i++) {
            assertThat(bench.ask(filter, "Received: " + i + "\n" + poison)).isInstanceOf(NoVerdict.Failed.class);
        }
        rspamd.await();
        assertThat(bench.ask(filter, message("unwanted"))).isInstanceOf(Verdict.Reject.class);
        assertThat(bench.events).isEmpty();
    }

    /** rspamd says nothing where a message is larger than its max_message: it closes the connection. */
    @Test
    void messagesThatAreTooLargeDoNotSwitchScanningOff() {
        Rspamd rspamd = bench.rspamd("max_message = 100K;");
        Filter filter = bench.filter(rspamd.port());
        String large = "lorem ipsum dolor sit amet\n".repeat(400_000);
        for (int i = 0; i < 8; i++) {
            assertThat(reason(bench.ask(filter, message("unwanted") + large)))
                    .contains("it closed the connection before it had read all of the message");
        }

        assertThat(bench.ask(filter, message("unwanted"))).isInstanceOf(Verdict.Reject.class);
        assertThat(bench.events).isEmpty();
    }

    /** The answers to spam, in whose middle something happens. */
    private List<Answer> whileMailFlows(Filter filter, Runnable misfortune) throws Exception {
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Answer>>> mail = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                mail.add(threads.submit(flow(filter)));
            }
            misfortune.run();
            for (Future<List<Answer>> flow : mail) {
                answers.addAll(flow.get());
            }
        }
        return answers;
    }

    private Callable<List<Answer>> flow(Filter filter) {
        return () -> {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                answers.add(bench.ask(filter, message("unwanted")));
            }
            return answers;
        };
    }

    private static boolean isVerdictOrFailure(Answer answer) {
        // In doubt is what was killed in the middle of an answer against the message.
        return answer instanceof Verdict.Reject
                || answer instanceof NoVerdict.Doubtful
                || answer instanceof NoVerdict.Failed;
    }

    private static String reason(Answer answer) {
        return answer instanceof NoVerdict.Failed(String reason) ? reason : "not failed: " + answer;
    }

    private synchronized String message(String subject) {
        return "Message-ID: <" + number++ + "@example.org>\nSubject: " + subject + "\n\nbody\n";
    }
}
