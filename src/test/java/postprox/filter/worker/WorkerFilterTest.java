package postprox.filter.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.worker.WorkerBench.awaitEnd;
import static postprox.filter.worker.WorkerBench.envelope;
import static postprox.filter.worker.WorkerBench.failure;
import static postprox.filter.worker.WorkerBench.rules;
import static postprox.filter.worker.WorkerBench.words;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.NoVerdict;
import postprox.filter.policy.RequestState;
import postprox.world.Patience;

/** A filter that is a process which answers one message after the other. */
class WorkerFilterTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final String TELL_PID = "printf 'action=REJECT %s\\n\\n' $$";

    private final Path directory;

    @AutoClose
    private final WorkerBench bench;

    WorkerFilterTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.bench = new WorkerBench(directory);
    }

    @Test
    void oneProcessAnswersOneMessageAfterTheOther() throws IOException {
        bench.answering(TELL_PID);
        String pid = bench.told();
        assertThat(List.of(bench.told(), bench.told())).containsOnly(pid);
    }

    @Test
    void aProcessThatHasHadItsMessagesIsFollowedByAnother() throws IOException {
        bench.answering(
                TELL_PID, new WorkerRules("spam", 1, 2, Duration.ofMinutes(5), RequestState.END_OF_MESSAGE, true));
        String first = bench.told();
        assertThat(bench.told()).isEqualTo(first);
        String second = bench.told();
        assertThat(second).isNotEqualTo(first);
        assertThat(bench.told()).isEqualTo(second);
        awaitEnd(Long.parseLong(first));
        assertThat(bench.events).as("that is no event").isEmpty();
    }

    @Test
    void idleProcessesEndButForTheLast() throws Exception {
        // Each waits until the other is there: so there are two.
        bench.answering(
                ": > \"${0%/*}/there-$$\"; while [ $(ls \"${0%/*}\" | grep -c there-) -lt 2 ]; do :; done; " + TELL_PID,
                new WorkerRules("spam", 2, 0, Duration.ZERO, RequestState.END_OF_MESSAGE, false));
        String[] pids = new String[2];
        Thread other = Thread.startVirtualThread(() -> {
            try {
                pids[1] = bench.told();
            } catch (IOException e) {
                pids[1] = e.toString();
            }
        });
        pids[0] = bench.told();
        other.join();
        assertThat(pids[0]).isNotEqualTo(pids[1]);
        Patience.await(
                "one of two has ended",
                () -> !WorkerBench.isRunning(Long.parseLong(pids[0]))
                        || !WorkerBench.isRunning(Long.parseLong(pids[1])));
        assertThat(bench.told()).isIn(pids[0], pids[1]);
    }

    @Test
    void aMessageThatComesAfterTheCloseHasItsTimeWatched() throws IOException {
        Path go = directory.resolve("go");
        bench.answering("while [ ! -e " + go + " ]; do :; done; " + TELL_PID);
        bench.filter().close();
        assertThat(failure(bench.ask(SHORT))).startsWith("no answer within 0.5 s, killed");
    }

    @Test
    void inTheStateOfRcptItIsAskedOfEachRecipientAndTheFirstRefusalCounts() throws IOException {
        bench.answering(
                "echo $recipient $instance >> \"${0%/*}/asked\"; case $recipient in b@*) printf 'action=REJECT of b\\n\\n' ;;"
                        + " *) printf 'action=DUNNO\\n\\n' ;; esac",
                new WorkerRules("spam", 1, 0, Duration.ofMinutes(5), RequestState.RCPT, false));
        assertThat(words(bench.ask(envelope("helo", "a@x", "b@x", "c@x")))).isEqualTo("of b");
        List<String> asked = Files.readAllLines(directory.resolve("asked"));
        assertThat(asked).hasSize(2);
        assertThat(asked.getFirst()).startsWith("a@x ");
        assertThat(asked.getLast()).startsWith("b@x ");
        assertThat(asked.getFirst().substring(4)).isEqualTo(asked.getLast().substring(4));
    }

    /** More than a pipe takes at once, and the worker is slow to read. */
    @Test
    void aRequestOfAnyLengthIsWritten() throws IOException {
        bench.running(
                "exec python3 -c 'import sys\nn = 0\nfor line in sys.stdin:\n  n += len(line)\n"
                        + "  if line == \"\\n\": print(\"action=REJECT\", n > 1000000, flush=True); print(flush=True)'",
                rules(1));
        assertThat(words(bench.ask(envelope("x".repeat(1_000_000), "a@x")))).isEqualTo("True");
    }

    @Test
    void aMessageThatGetsNoWorkerInTimeNeverPasses() throws Exception {
        Path there = directory.resolve("there");
        bench.answering(": > " + there + "; sleep 2; " + TELL_PID);
        Thread other = Thread.startVirtualThread(() -> {
            try {
                var _ = bench.ask();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Patience.await("it is at work", () -> Files.exists(there));
        assertThat(bench.ask(SHORT)).isEqualTo(new NoVerdict.Postponed("all workers were busy (1 at once: workers)"));
        other.join();
    }

    @Test
    @Tag("real-time")
    void noneIsLeftWhenTheFilterIsClosed() throws IOException {
        bench.answering("trap '' TERM; " + TELL_PID);
        long pid = Long.parseLong(bench.told());
        bench.filter().close();
        assertThat(WorkerBench.isRunning(pid)).isFalse();
    }

    @Test
    @Tag("real-time")
    void evenIfItEndsNeitherAtTheEndOfItsInputNorBySigterm() throws IOException {
        bench.running(
                "trap '' TERM\n" + WorkerBench.LOOP.replace("ANSWER", TELL_PID) + "while :; do sleep 1000; done",
                rules(1));
        long pid = Long.parseLong(bench.told());
        bench.filter().close();
        assertThat(WorkerBench.isRunning(pid)).isFalse();
    }
}
