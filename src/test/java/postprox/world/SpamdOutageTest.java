package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import postprox.filter.spamd.SpamdProbe;
import postprox.net.WireException;

/** Debian's spamd is killed, hung, overloaded, or has its children killed: no message passes for examined by that. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class SpamdOutageTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String SPAM = "Subject: x\n\nmarker-of-spam\n";
    private static final String HAM = "Subject: x\n\nGood morning\n";

    private SpamdBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new SpamdBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aSpamdThatIsKilledAndComesBackExaminesAgain() throws Exception {
        Spamd spamd = bench.spamd();
        Filter filter = bench.filter(spamd.socket());
        for (int round = 0; round < 2; round++) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<List<String>>> mail = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    mail.add(threads.submit(flow(filter, 40)));
                }
                spamd.kill();
                for (Future<List<String>> flow : mail) {
                    assertThat(flow.get()).isSubsetOf("right", "failed");
                }
            }
            spamd.startAgain();
            bench.clock.advance(Duration.ofSeconds(60));
            assertThat(word(bench.ask(filter, SPAM))).isEqualTo("spam");
            assertThat(word(bench.ask(filter, HAM))).isEqualTo("ham");
        }
        assertThat(bench.events)
                .isNotEmpty()
                .allMatch(event ->
                        event instanceof FilterEvent.FilterServerLost || event instanceof FilterEvent.FilterServerBack);
        assertThat(bench.events.getLast()).isInstanceOf(FilterEvent.FilterServerBack.class);
    }

    /** The children keep the port for a while. They take no request, and nobody refuses the connection. */
    @Test
    void aSpamdWhoseFirstProcessAloneIsKilledIsAFailureAfterTheTimeout() {
        Spamd spamd = bench.spamd();
        List<ProcessHandle> orphans = spamd.killParent();
        try {
            assertThat(bench.ask(bench.filter(spamd.port()), SPAM, SHORT)).isInstanceOf(NoVerdict.Failed.class);
        } finally {
            Spamd.end(orphans);
        }
        spamd.startAgain();

        assertThat(word(bench.ask(bench.filter(spamd.port()), SPAM))).isEqualTo("spam");
    }

    @Test
    void aSpamdThatHangsIsAFailureAfterTheTimeout() {
        Spamd spamd = bench.spamd();
        Filter filter = bench.filter(spamd.port());
        spamd.signal("-STOP");
        try {
            assertThat(bench.ask(filter, SPAM, SHORT))
                    .isEqualTo(new NoVerdict.Failed(spamd.port() + ": no answer in 1.0 s"));
        } finally {
            spamd.signal("-CONT");
        }

        assertThat(word(bench.ask(filter, SPAM))).isEqualTo("spam");
    }

    /** It accepts connections in the kernel and then says nothing: only the limit of the whole exchange tells. */
    @Test
    void aSpamdWhoseChildrenAreAllBusyIsAFailureAfterTheTimeoutAndThenExaminesAgain() {
        Spamd spamd = bench.spamd();
        Filter filter = bench.filter(spamd.port());
        spamd.hold();
        for (int i = 0; i < Spamd.CHILDREN; i++) {
            assertThat(bench.ask(filter, "Subject: " + Spamd.HANGS + "\n\n", SHORT))
                    .isEqualTo(new NoVerdict.Failed(spamd.port() + ": no answer in 1.0 s"));
        }
        // The children go on with messages whose clients have gone.
        assertThat(bench.ask(filter, SPAM, SHORT))
                .isEqualTo(new NoVerdict.Failed(spamd.port() + ": no answer in 1.0 s"));
        assertThatThrownBy(() -> SpamdProbe.version(spamd.port(), bench.dialer, SpamdBench.in(SHORT)))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.reason()).isEqualTo(WireException.Cause.TIMEOUT));
        spamd.release();

        assertThat(word(bench.ask(filter, SPAM))).isEqualTo("spam");
        assertThat(bench.events).isEmpty();
    }

    @Test
    void messagesThatKillTheirChildDoNotSwitchSpamdOffForOthers() {
        Spamd spamd = bench.spamd();
        Filter filter = bench.filter(spamd.socket());
        for (int i = 0; i < 8; i++) {
            assertThat(bench.ask(
                            filter,
                            "Message-ID: <" + i + "@example.net>\nSubject: " + Spamd.KILLS + "\n\nmarker-of-spam\n"))
                    .isEqualTo(new NoVerdict.Failed(spamd.socket() + ": it closed the connection without a reply"));
        }

        assertThat(word(bench.ask(filter, SPAM))).isEqualTo("spam");
        assertThat(word(bench.ask(filter, HAM))).isEqualTo("ham");
        assertThat(bench.events).isEmpty();
    }

    /** One that hangs on one message again and again, which its sender sends again and again. */
    @Test
    void oneMessageThatHangsDoesNotSwitchSpamdOffForOthersHoweverOftenItComes() {
        Spamd spamd = bench.spamd("--timeout-child=2");
        Filter filter = bench.filter(spamd.socket());
        spamd.hold();
        for (int i = 0; i < 6; i++) {
            assertThat(bench.ask(filter, "Message-ID: <1@example.net>\nSubject: " + Spamd.HANGS + "\n\n", SHORT))
                    .isInstanceOf(NoVerdict.Failed.class);
        }

        assertThat(word(bench.ask(filter, SPAM))).isEqualTo("spam");
        assertThat(bench.events).isEmpty();
    }

    /** spamd then answers with the score of the rules that it has tried until then. */
    @Test
    void aMessageThatSpamdDidNotExamineToItsEndIsNoHam() {
        Spamd spamd = bench.spamd("--timeout-child=1");
        Filter filter = bench.filter(spamd.socket());
        spamd.hold();
        for (int i = 0; i < 6; i++) {
            assertThat(bench.ask(filter, "Message-ID: <" + i + "@example.net>\nSubject: " + Spamd.HANGS + "\n\n"))
                    .isInstanceOfSatisfying(
                            NoVerdict.Failed.class,
                            failed -> assertThat(failed.reason())
                                    .isEqualTo(spamd.socket()
                                            + ": its time was over before it had examined all of the message"
                                            + " (TIME_LIMIT_EXCEEDED)"));
        }

        assertThat(word(bench.ask(filter, SPAM))).isEqualTo("spam");
        assertThat(bench.events).isEmpty();
    }

    @Test
    void anotherSpamdTakesOver() {
        Spamd first = bench.spamd();
        Spamd second = bench.second();
        Filter filter = bench.filter(first.socket(), second.port());
        first.kill();
        for (int i = 0; i < 10; i++) {
            assertThat(word(bench.ask(filter, SPAM))).isEqualTo("spam");
        }

        assertThat(bench.events).hasSize(1);
        assertThat(bench.events.getFirst()).isInstanceOfSatisfying(FilterEvent.FilterServerLost.class, lost -> {
            assertThat(lost.server()).isEqualTo(first.socket().toString());
            assertThat(lost.left()).isEqualTo(1);
        });
    }

    /** Which of two servers dies of a message does not matter: a third is not given it. */
    @Test
    void aMessageThatKillsTheChildrenOfTwoServersFails() {
        Spamd first = bench.spamd();
        Spamd second = bench.second();
        Filter filter = bench.filter(first.socket(), second.port());

        assertThat(bench.ask(filter, "Subject: " + Spamd.KILLS + "\n\n"))
                .isEqualTo(new NoVerdict.Failed(first.socket() + ": it closed the connection without a reply; "
                        + second.port() + ": it closed the connection without a reply"));
        assertThat(word(bench.ask(filter, SPAM))).isEqualTo("spam");
    }

    /** What became of messages that are spam and ham by turns. */
    private Callable<List<String>> flow(Filter filter, int messages) {
        return () -> {
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
                boolean isSpam = i % 2 == 0;
                String word = word(bench.ask(filter, isSpam ? SPAM : HAM));
                answers.add(word.equals(isSpam ? "spam" : "ham") ? "right" : word);
            }
            return answers;
        };
    }

    private static String word(Answer answer) {
        return switch (answer) {
            case Verdict.Edit edit -> edit.toString().contains("X-Spam-Flag") ? "spam" : "ham";
            // In doubt is what was killed in the middle of an answer that called it spam.
            case NoVerdict.Failed _, NoVerdict.Doubtful _ -> "failed";
            default -> answer.toString();
        };
    }
}
