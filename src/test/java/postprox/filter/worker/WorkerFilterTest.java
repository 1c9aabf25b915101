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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.FilterEvent;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.policy.RequestState;
import postprox.filter.program.ProcessLimits;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.world.Patience;

/** A filter that is a process which answers one message after the other. */
class WorkerFilterTest {
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final String TELL_PID = "printf 'action=REJECT %s\\n\\n' $$";

    @TempDir
    private Path directory;

    private WorkerBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new WorkerBench(directory);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
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
    void aWorkerThatCannotStartIsLeftAloneForAWhile() throws IOException {
        bench.running("exit 3", rules(1));
        assertThat(failure(bench.ask())).isEqualTo("the worker ended: exit status 3");
        assertThat(bench.event(FilterEvent.WorkerEnded.class))
                .isEqualTo(
                        new FilterEvent.WorkerEnded("spam", "the worker ended: exit status 3", Duration.ofSeconds(1)));
        assertThat(failure(bench.ask())).startsWith("the worker ended: exit status 3; the next start is in ");
    }

    @Test
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
    void aWorkerThatSpeaksBetweenTwoMessagesIsNotAskedTheNext() throws IOException {
        Path go = directory.resolve("go");
        bench.answering(TELL_PID + "; { while [ ! -e " + go + " ]; do :; done; printf 'action=DUNNO\\n\\n'; } &");
        String first = bench.told();
        Files.createFile(go);
        assertThat(bench.event(FilterEvent.WorkerEnded.class).reason()).isEqualTo(Worker.UNASKED);
        awaitEnd(Long.parseLong(first));
        Files.delete(go);
        // It ended within a second of its start, so that there is a pause before the next start.
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
        assertThat(bench.event(FilterEvent.WorkerEnded.class).reason()).isEqualTo(Worker.UNASKED);
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

    /** The exit status of the shell if prlimit cannot set the limits. The command has not run, and mail does not pass without it. */
    @Test
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
    void aMessageThatComesAfterTheCloseHasItsTimeWatched() throws IOException {
        Path go = directory.resolve("go");
        bench.answering("while [ ! -e " + go + " ]; do :; done; " + TELL_PID);
        bench.filter().close();
        assertThat(failure(bench.ask(SHORT))).startsWith("no answer within 0.5 s, killed");
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

    @Test
    void whatAWorkerWritesToStandardErrorIsReadAndBounded() throws IOException {
        bench.answering("head -c 3000000 /dev/zero | tr '\\0' 'x' | fold -w 30 >&2; echo >&2; " + TELL_PID);
        assertThat(bench.told()).matches("\\d+");
        assertThat(bench.events.stream().filter(FilterEvent.FilterSaid.class::isInstance))
                .hasSizeBetween(1, 20 * ErrorLines.LINES_A_SECOND);
        assertThat(bench.event(FilterEvent.FilterLinesDropped.class).lines()).isGreaterThan(10_000);
    }

    @Test
    void whatItWritesToOutfilePassesIfItSaysSo() throws IOException {
        bench.answering("{ echo 'X-New: yes'; cat \"$email\"; } > \"$outfile\"; printf 'action=REPLACE\\n\\n'");
        assertThat(bench.passing()).isEqualTo("X-New: yes\nSubject: test\n\ntext\n");
    }

    @Test
    void otherwiseItDoesNotAndTheAdministratorIsTold() throws IOException {
        bench.answering("echo half > \"$outfile\"; printf 'action=DUNNO\\n\\n'");
        assertThat(bench.ask())
                .isInstanceOfSatisfying(
                        Verdict.Accept.class,
                        accept -> assertThat(accept.remarks().hint())
                                .hasValueSatisfying(hint -> assertThat(hint).contains("was not REPLACE")));
    }

    @Test
    void anEmptyOutfileReplacesNothing() throws IOException {
        bench.answering("printf 'action=REPLACE\\n\\n'");
        assertThat(failure(bench.ask())).isEqualTo("the worker says REPLACE, but has left outfile empty");
    }

    /** It ends before its answer is read: the thread that reads from it is at the line that it wrote first. */
    @ParameterizedTest
    @ValueSource(strings = {"kill -9 $$", "exit 1", "printf 'action=DUNNO\\n\\n'; : > \"${0%/*}/over\"; read x"})
    void outfileIsNotBelievedOfAWorkerThatEndsBadly(String end) throws IOException {
        Path pid = directory.resolve("pid");
        Path over = directory.resolve("over");
        bench.onEvent = event -> {
            if (event instanceof FilterEvent.FilterSaid) {
                Files.createFile(directory.resolve("go"));
                Patience.await("it has ended", () -> Files.exists(over) || hasEnded(pid));
            }
        };
        bench.answering("echo text > \"$outfile\"; echo $$ > " + pid
                + "; echo busy >&2; while [ ! -e \"${0%/*}/go\" ]; do :; done; printf 'action=REPLACE\\n\\n'; " + end);
        assertThat(bench.passing()).startsWith("Failed[");
        var _ = bench.event(FilterEvent.WorkerEnded.class);
    }

    /** Whether a process has ended, although nobody has taken notice of that (proc_pid_stat(5)). */
    private static boolean hasEnded(Path pid) {
        try {
            return Files.readString(Path.of("/proc", Files.readString(pid).strip(), "stat"))
                    .contains(") Z ");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theHeaderIsEditedIfItSaysSo() throws IOException {
        bench.answering("echo 'delete Subject' > \"$edits\"; printf 'action=EDIT\\n\\n'");
        assertThat(bench.ask())
                .isInstanceOfSatisfying(
                        Verdict.Edit.class,
                        edit -> assertThat(edit.edits()).containsExactly(new HeaderEdit.Delete("Subject", 0)));
    }

    @Test
    void wrongEditsLetNothingPass() throws IOException {
        bench.answering("echo 'nonsense' > \"$edits\"; printf 'action=EDIT\\n\\n'");
        assertThat(bench.ask()).isInstanceOf(NoVerdict.Doubtful.class);
    }

    @Test
    void aFieldIsPutAtTheTop() throws IOException {
        bench.answering("printf 'action=PREPEND X-Spam: no\\n\\n'");
        assertThat(bench.ask())
                .isInstanceOfSatisfying(
                        Verdict.Edit.class,
                        edit -> assertThat(edit.edits())
                                .containsExactly(new HeaderEdit.Insert(0, new HeaderField("X-Spam", " no"))));
    }

    @Test
    void aWorkerWithoutFilesCannotReplace() throws IOException {
        bench.answering(
                "printf 'action=REPLACE\\n\\n'",
                new WorkerRules("spam", 1, 0, Duration.ofMinutes(5), RequestState.END_OF_MESSAGE, false));
        assertThat(failure(bench.ask())).contains("files=yes");
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

    @Test
    void whatItWroteForOneRecipientPassesAlsoIfAnotherOnesAnswerIsOnlyForARefusal() throws IOException {
        bench.answering(
                "case $recipient in a@*) echo text > \"$outfile\"; printf 'action=REPLACE\\n\\n' ;;"
                        + " *) printf 'action=DEFER_IF_REJECT wait\\n\\n' ;; esac",
                new WorkerRules("spam", 1, 0, Duration.ofMinutes(5), RequestState.RCPT, true));
        assertThat(bench.ask(envelope("helo", "a@x", "b@x")))
                .isInstanceOfSatisfying(
                        Verdict.Defer.class,
                        defer -> assertThat(defer.besides())
                                .isInstanceOfSatisfying(
                                        Verdict.Edit.class,
                                        edit -> assertThat(edit.content()).isPresent()));
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
    void noneIsLeftWhenTheFilterIsClosed() throws IOException {
        bench.answering("trap '' TERM; " + TELL_PID);
        long pid = Long.parseLong(bench.told());
        bench.filter().close();
        assertThat(WorkerBench.isRunning(pid)).isFalse();
    }

    @Test
    void evenIfItEndsNeitherAtTheEndOfItsInputNorBySigterm() throws IOException {
        bench.running(
                "trap '' TERM\n" + WorkerBench.LOOP.replace("ANSWER", TELL_PID) + "while :; do sleep 1000; done",
                rules(1));
        long pid = Long.parseLong(bench.told());
        bench.filter().close();
        assertThat(WorkerBench.isRunning(pid)).isFalse();
    }

    @Test
    void theOptionalFilesAreNotNamedWithoutThem() throws IOException {
        bench.answering(
                "printf 'action=REJECT <%s%s>\\n\\n' \"$email\" \"$outfile\"",
                new WorkerRules("spam", 1, 0, Duration.ofMinutes(5), RequestState.END_OF_MESSAGE, false));
        assertThat(bench.told()).isEqualTo("<>");
    }
}
