package postprox.filter.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.worker.WorkerBench.awaitEnd;
import static postprox.filter.worker.WorkerBench.envelope;
import static postprox.filter.worker.WorkerBench.failure;
import static postprox.filter.worker.WorkerBench.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.event.FilterEvent;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.policy.RequestState;
import postprox.filter.program.ProcessLimits;
import postprox.world.Patience;

/** A worker that does wrong, ends or is too slow. No message gets the answer to another, and the administrator learns why. */
class WorkerFaultsTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final String TELL_PID = "printf 'action=REJECT %s\\n\\n' $$";

    private final Path directory;

    @AutoClose
    private final WorkerBench bench;

    WorkerFaultsTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.bench = new WorkerBench(directory);
    }

    @Test
    void aWorkerThatSpeaksBetweenTwoMessagesIsNotAskedTheNext() throws IOException {
        Path go = directory.resolve("go");
        bench.answering(TELL_PID + "; { while [ ! -e " + go + " ]; do :; done; printf 'action=DUNNO\\n\\n'; } &");
        String first = bench.told();
        Files.createFile(go);
        assertThat(bench.event(FilterEvent.WorkerEnded.class).reason()).isEqualTo(WorkerState.UNASKED);
        awaitEnd(Long.parseLong(first));
        Files.delete(go);
        // It ended within a second of its start, so that there is a pause before the next start.
        Patience.await("another answers", () -> another(first));
    }

    /** The answer waits in the pipe: the thread that reads from the worker has not come to it when the next message does. */
    @Test
    void aSecondAnswerThatIsStillInThePipeIsNotTakenForTheNextMessages() throws Exception {
        Path go = directory.resolve("go");
        Path written = directory.resolve("written");
        CountDownLatch isReading = new CountDownLatch(1);
        CountDownLatch mayRead = new CountDownLatch(1);
        bench.onEvent = event -> {
            if (event instanceof FilterEvent.FilterSaid) {
                isReading.countDown();
                mayRead.await();
            }
        };
        try {
            // It has run for more than a second, so that the next one starts at once.
            bench.answering(TELL_PID + "; [ -e " + written + " ] || { sleep 1; while [ ! -e " + go + " ]; do :; done; "
                    + "echo busy >&2; while [ ! -e " + go + "2 ]; do :; done; printf 'action=REJECT 0\\n\\n'; : > "
                    + written + "; }");
            String first = bench.told();
            Files.createFile(go);
            isReading.await();
            Files.createFile(directory.resolve("go2"));
            Patience.await("the second answer is written", () -> Files.exists(written));
            assertThat(bench.told()).matches("\\d+").isNotIn("0", first);
        } finally {
            mayRead.countDown();
        }
        assertThat(bench.event(FilterEvent.WorkerEnded.class).reason()).isEqualTo(WorkerState.UNASKED);
    }

    @Test
    void aWorkerThatIsLeftInTheMiddleOfARequestGetsNoOther() throws Exception {
        Path there = directory.resolve("there");
        Path go = directory.resolve("go");
        bench.answering("echo $$ >> " + there + "; while [ ! -e " + go + " ]; do :; done; " + TELL_PID);
        AtomicReference<Answer> answer = new AtomicReference<>();
        Thread left = Thread.startVirtualThread(() -> {
            try {
                answer.set(bench.ask());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Patience.await(
                "it is at work", () -> Files.exists(there) && there.toFile().length() > 1);
        left.interrupt();
        left.join();
        assertThat(answer.get()).isEqualTo(new NoVerdict.Postponed("interrupted"));
        String first = Files.readString(there).strip();
        awaitEnd(Long.parseLong(first));
        assertThat(bench.event(FilterEvent.WorkerEnded.class).reason()).isEqualTo("left in the middle of a request");
        Files.createFile(go);
        Patience.await("another answers", () -> another(first));
    }

    private boolean another(String pid) {
        try {
            String told = bench.told();
            return told.matches("\\d+") && !told.equals(pid);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWorkerThatEndsInGoodOrderLosesNoMessage() throws IOException {
        // It has run for more than a second, so that the next one starts at once.
        bench.answering("[ $((count = count + 1)) -lt 2 ] || { sleep 1; exit 0; }; " + TELL_PID);
        String first = bench.told();
        assertThat(bench.told()).matches("\\d+").isNotEqualTo(first);
    }

    @Test
    void aMessageThatKillsAWorkerIsNotGivenToTheNext() throws IOException {
        bench.answering("echo x >> \"${0%/*}/asked\"; kill -9 $$");
        assertThat(failure(bench.ask())).isEqualTo("the worker ended: signal 9");
        assertThat(directory.resolve("asked")).hasContent("x");
    }

    /** The process is over when it is to be asked about the second recipient, or a moment later. */
    @Test
    void norIsOneThatKillsItBetweenTwoRecipients() throws IOException {
        // It has run for more than a second, so that another one could start at once.
        bench.answering(
                "echo $recipient >> \"${0%/*}/asked\"; sleep 1; printf 'action=DUNNO\\n\\n'; "
                        + "case $recipient in b@*) kill -9 $$ ;; esac",
                new WorkerRules("spam", 1, 0, Duration.ofMinutes(5), RequestState.RCPT, false));
        assertThat(bench.ask(envelope("helo", "a@x", "b@x", "c@x"))).isInstanceOf(NoVerdict.Failed.class);
        List<String> asked = Files.readAllLines(directory.resolve("asked"));
        assertThat(asked).startsWith("a@x", "b@x").doesNotHaveDuplicates();
    }

    /** The exit status of the shell if prlimit cannot set the limits. The command has not run, and mail does not pass without it. */
    @Test
    @Tag("real-time")
    void limitsThatCannotBeSetAreNotTheFiltersFault() throws IOException {
        bench.limits = new ProcessLimits(0, 0, 0, 1 << 20);
        bench.running("exit 125", rules(1));
        String reason = "the limits of the --filter options cannot be set: exit status 125";
        assertThat(bench.ask()).isEqualTo(new NoVerdict.Postponed(reason));
        assertThat(bench.ask())
                .as("in the pause before the next start")
                .isInstanceOfSatisfying(
                        NoVerdict.Postponed.class,
                        postponed -> assertThat(postponed.reason()).startsWith(reason + "; the next start is in "));
    }

    @Test
    @Tag("real-time")
    void aWorkerThatCannotStartIsLeftAloneForAWhile() throws IOException {
        bench.running("exit 3", rules(1));
        assertThat(failure(bench.ask())).isEqualTo("the worker ended: exit status 3");
        assertThat(bench.event(FilterEvent.WorkerEnded.class))
                .isEqualTo(
                        new FilterEvent.WorkerEnded("spam", "the worker ended: exit status 3", Duration.ofSeconds(1)));
        assertThat(failure(bench.ask())).startsWith("the worker ended: exit status 3; the next start is in ");
    }

    @Test
    @Tag("real-time")
    void aCommandThatIsNotThereIsNamed() throws IOException {
        bench.running("exec /nosuch/worker", rules(1));
        assertThat(failure(bench.ask())).isEqualTo("the worker ended: exit status 127 (the command was not found)");
        assertThat(bench.event(FilterEvent.FilterSaid.class).line()).contains("/nosuch/worker");
    }

    /** The usual mistake: the answer is in the buffer of the worker's own C library. */
    @Test
    void theTimeOutOfAWorkerThatDoesNotFlushSaysSo() throws IOException {
        bench.running(
                "exec env -u PYTHONUNBUFFERED python3 -c 'import sys\nfor line in sys.stdin:\n  if line == \"\\n\": print(\"action=DUNNO\\n\")'",
                rules(1));
        assertThat(failure(bench.ask(SHORT)))
                .isEqualTo(
                        "no answer within 0.5 s, killed; standard output on a pipe is buffered: it must flush after each answer");
    }

    @Test
    void aWorkerThatIsTooSlowIsKilledWithAllThatItStarted() throws IOException {
        Path pids = directory.resolve("pids");
        bench.answering("sleep 1000 & one=$!; set -m; sleep 1001 & echo $one $! $$ > " + pids + "; wait");
        assertThat(failure(bench.ask(SHORT))).startsWith("no answer within 0.5 s, killed");
        for (String pid : Files.readString(pids).strip().split(" ")) {
            awaitEnd(Long.parseLong(pid));
        }
    }

    @Test
    void whatAWorkerWritesToStandardErrorIsReadAndBounded() throws IOException {
        bench.answering("head -c 3000000 /dev/zero | tr '\\0' 'x' | fold -w 30 >&2; echo >&2; " + TELL_PID);
        assertThat(bench.told()).matches("\\d+");
        assertThat(bench.events.stream().filter(FilterEvent.FilterSaid.class::isInstance))
                .hasSizeBetween(1, 20 * ErrorLines.LINES_A_SECOND);
        assertThat(bench.event(FilterEvent.FilterLinesDropped.class).lines()).isPositive();
    }
}
