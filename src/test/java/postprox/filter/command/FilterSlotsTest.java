package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import postprox.filter.Answer;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.FilterRules;
import postprox.filter.Guard;
import postprox.filter.NoVerdict;
import postprox.filter.Slots;
import postprox.filter.Verdict;
import postprox.mail.Envelope;
import postprox.smtp.Reply;
import postprox.testkit.OpenDescriptors;

/** Many filters at once, and more messages than filters may run at once. */
@Timeout(60)
@Isolated("it counts the descriptors of this process")
class FilterSlotsTest {
    private static final String FIRST = "first@example.org";
    private static final String OTHER = "other@example.org";

    @TempDir
    private Path directory;

    private final ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor();

    /** Two FIFOs, so that each knows of the other without a guess. */
    @BeforeEach
    void makeGate() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "mkfifo", running().toString(), released().toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void manyFiltersRunAtOnceAndEachMessageGetsItsOwnVerdict() throws Exception {
        int count = 40;
        Path meeting = Files.createDirectory(directory.resolve("meeting"));
        // Each waits for all the others: were they run one after the other, none would ever end.
        String command = "touch '" + meeting + "'/$$; until [ $(ls '" + meeting + "' | wc -l) -ge " + count
                + " ]; do sleep 0.05; done; echo \"550 $SENDER\" >&2; exit 1";
        long descriptors = OpenDescriptors.count();
        List<Callable<Answer>> messages = new ArrayList<>();
        List<Answer> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Envelope envelope = Bench.envelope("sender-" + i, List.of("b@example.com"));
            expected.add(new Verdict.Reject(Reply.of(550, "sender-" + i)));
            messages.add(() -> {
                try (Bench bench = Bench.in(directory)) {
                    return bench.answer(command, envelope, Bench.LONG);
                }
            });
        }
        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> answer : sessions.invokeAll(messages)) {
            answers.add(answer.get());
        }
        assertThat(answers).isEqualTo(expected);
        // What another test of this JVM has left open may be closed meanwhile.
        assertThat(OpenDescriptors.count()).isLessThanOrEqualTo(descriptors);
    }

    @Test
    void aMessageThatGetsNoTurnInTimeIsPutOffAndNeverPassedOn() throws Exception {
        Guard filter = oneAtOnce(waiting("exit 0"));
        CompletableFuture<Answer> first = examine(filter, FIRST, Bench.LONG);
        awaitFirst();

        Answer second = examine(filter, OTHER, Duration.ofMillis(200)).get();
        assertThat(second).isEqualTo(new NoVerdict.Postponed("other messages took all turns (1 at once: --filters)"));
        // Its place in the line is free again.
        assertThat(examine(filter, OTHER, Duration.ofMillis(200)).get()).isEqualTo(second);

        release();
        assertThat(first.get()).isEqualTo(new Verdict.Accept());
    }

    @Test
    void aMessageThatFindsTheLineFullIsPutOffAtOnceAndThoseInLineGetTheirTurn() throws Exception {
        Guard filter = oneAtOnce(waiting("exit 0"));
        CompletableFuture<Answer> first = examine(filter, FIRST, Bench.LONG);
        awaitFirst();
        // One may wait: whichever of the two comes first.
        CompletableFuture<Answer> second = examine(filter, OTHER, Bench.LONG);
        CompletableFuture<Answer> third = examine(filter, OTHER, Bench.LONG);
        assertThat(CompletableFuture.anyOf(second, third).get()).isInstanceOf(NoVerdict.Postponed.class);
        release();

        assertThat(first.get()).isEqualTo(new Verdict.Accept());
        assertThat(List.of(second.get(), third.get()))
                .containsExactlyInAnyOrder(
                        new Verdict.Accept(),
                        new NoVerdict.Postponed("too many messages wait for their filter (1 may: --filters-waiting)"));
    }

    /** The one before it takes more than a second, and what is left is less than there was. */
    @Test
    void waitingForATurnIsPartOfTheMessagesTime() throws Exception {
        Guard filter =
                oneAtOnce("[ $SENDER = " + OTHER + " ] && exec sleep 1000; echo >'" + running() + "'; exec sleep 1.2");
        CompletableFuture<Answer> first = examine(filter, FIRST, Bench.LONG);
        awaitFirst();

        assertThat(examine(filter, OTHER, Duration.ofSeconds(3)).get())
                .isInstanceOfSatisfying(
                        NoVerdict.Failed.class,
                        failed -> assertThat(failed.reason())
                                .matches("no verdict within [012]\\.\\d s, all that --deadline left it, killed"));
        assertThat(first.get()).isEqualTo(new Verdict.Accept());
    }

    /** What the first message's filter does is wait; what all others do is this. */
    private String waiting(String others) {
        return "[ $SENDER = " + FIRST + " ] || " + others + "; echo >'" + running() + "'; read -r _ <'" + released()
                + "'; exit 0";
    }

    private void awaitFirst() throws IOException {
        assertThat(Files.readString(running())).isEqualTo("\n");
    }

    private void release() throws IOException {
        Files.writeString(released(), "go\n");
    }

    private Path running() {
        return directory.resolve("running");
    }

    private Path released() {
        return directory.resolve("released");
    }

    private static Guard oneAtOnce(String command) {
        return new Guard(
                new CommandFilter(command),
                FilterRules.ofManual(Optional.of(Bench.LONG), FailurePolicy.PASS),
                new Slots(new FilterCapacity(1, 1)));
    }

    private CompletableFuture<Answer> examine(Guard filter, String sender, Duration time) {
        CompletableFuture<Answer> verdict = new CompletableFuture<>();
        sessions.execute(() -> {
            try (Bench bench = Bench.in(directory)) {
                verdict.complete(
                        filter.examine(bench.examination(Bench.envelope(sender, List.of("b@example.com")), time))
                                .answer());
            } catch (IOException | RuntimeException | Error e) {
                verdict.completeExceptionally(e);
            }
        });
        return verdict;
    }
}
