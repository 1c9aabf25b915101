package postprox.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More messages than filters may run at once. */
@Timeout(60)
class FilterTurnsTest {
    @TempDir
    private Path directory;

    @Test
    void aMessageThatGetsNoTurnInTimeIsPutOffAndNeverPassedOn() throws Exception {
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            CommandFilter filter = oneAtOnce(blocking());
            Future<Verdict> first = sessions.submit(() -> examine(filter, Bench.LONG));
            awaitFilter();

            Future<Verdict> second = sessions.submit(() -> examine(filter, Duration.ofMillis(200)));
            assertThat(second.get())
                    .isEqualTo(new Verdict.Postponed("other filters took all turns (1 at once: --filters)"));
            // Its place in the line is free again, and the environment makes no other line.
            Filter other = filter.inheriting(List.of("PATH=/usr/bin:/bin"));
            Future<Verdict> third = sessions.submit(() -> examine(other, Duration.ofMillis(200)));
            assertThat(third.get()).isEqualTo(second.get());

            release();
            assertThat(first.get()).isEqualTo(new Verdict.Accept());
        }
    }

    @Test
    void aMessageThatFindsTheLineFullIsPutOffAtOnceAndThoseInLineGetTheirTurn() throws Exception {
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            CommandFilter filter = oneAtOnce(blocking());
            Future<Verdict> first = sessions.submit(() -> examine(filter, Bench.LONG));
            awaitFilter();
            // One may wait: whichever of the two comes first.
            List<Future<Verdict>> others = List.of(
                    sessions.submit(() -> examine(filter, Bench.LONG)),
                    sessions.submit(() -> examine(filter, Bench.LONG)));
            while (others.stream().noneMatch(Future::isDone)) {
                Thread.sleep(10);
            }
            release();

            assertThat(first.get()).isEqualTo(new Verdict.Accept());
            assertThat(List.of(others.getFirst().get(), others.getLast().get()))
                    .containsExactlyInAnyOrder(
                            new Verdict.Accept(),
                            new Verdict.Postponed(
                                    "too many messages wait for their filter (1 may: --filters-waiting)"));
        }
    }

    @Test
    void waitingForATurnIsPartOfTheMessagesTime() throws Exception {
        Duration time = Duration.ofSeconds(3);
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            CommandFilter filter = oneAtOnce(blocking() + "; [ \"$SENDER\" = first@example.org ] || sleep 1000");
            Future<Verdict> first = sessions.submit(() -> examine(filter, Bench.LONG, "first@example.org"));
            awaitFilter();

            Future<Verdict> second = sessions.submit(() -> examine(filter, time, "second@example.org"));
            Thread.sleep(time.toMillis() * 2 / 3);
            release();

            assertThat(first.get()).isEqualTo(new Verdict.Accept());
            assertThat(second.get())
                    .isInstanceOfSatisfying(
                            Verdict.Failed.class,
                            failed -> assertThat(failed.reason())
                                    .matches("no verdict within [01]\\.\\d s, all that --deadline left it, killed"));
        }
    }

    private String blocking() {
        return ": > '" + directory.resolve("running") + "'; until [ -e '" + directory.resolve("released")
                + "' ]; do sleep 0.02; done";
    }

    private void awaitFilter() throws InterruptedException {
        while (!Files.exists(directory.resolve("running"))) {
            Thread.sleep(10);
        }
    }

    private void release() throws IOException {
        Files.createFile(directory.resolve("released"));
    }

    private static CommandFilter oneAtOnce(String command) {
        return new CommandFilter(
                command, Bench.LONG, List.of("PATH=/usr/bin:/bin"), new FilterLimits(1, 1, Fence.NONE));
    }

    private Verdict examine(Filter filter, Duration time) throws IOException {
        return examine(filter, time, "a@example.org");
    }

    private Verdict examine(Filter filter, Duration time, String sender) throws IOException {
        try (Bench bench = Bench.in(directory)) {
            return filter.examine(bench.message, Bench.envelope(sender, List.of("b@example.com")), time);
        }
    }
}
