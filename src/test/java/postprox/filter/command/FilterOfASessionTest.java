package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Filter;
import postprox.filter.FilterCapacity;
import postprox.filter.Verdict;

/** What a session may count on: its own environment, and a thread that does not wait for others. */
class FilterOfASessionTest {
    private static final String PATH = "PATH=/usr/bin:/bin";

    private final CommandFilter filter = new CommandFilter(
            "echo \"550 $LOCAL\" >&2; exit 1",
            Bench.LONG,
            List.of(PATH),
            new FilterCapacity(1, 0),
            ProcessLimits.NONE,
            CrashPolicy.FAIL);

    @TempDir
    private Path directory;

    @Test
    void itsCommandInheritsTheSessionsEnvironmentAndNoOthers() throws IOException {
        assertThat(refusal(filter.inheriting(List.of(PATH, "LOCAL=one")))).isEqualTo("550 one");
        assertThat(refusal(filter.inheriting(List.of(PATH, "LOCAL=two")))).isEqualTo("550 two");
        assertThat(refusal(filter)).isEqualTo("550 Content rejected");
    }

    @Test
    void itsVariablesCanBeShownBeforeItRuns() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            bench.message.prepareForFilter(new byte[0]);
            Map<String, String> variables =
                    filter.variables(bench.message, Bench.PLAIN).values();
            assertThat(variables)
                    .containsEntry("EMAIL", bench.message.email().toString())
                    .containsEntry("SENDER", "a@example.org");
        }
    }

    /** Watching a command blocks in system calls, which would hold up other sessions on virtual threads. */
    @Test
    void itsCommandIsWatchedByAPlatformThreadWhateverTheSessionRunsOn() throws Exception {
        try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(virtual.submit(this::watchers).get()).noneMatch(Thread::isVirtual);
        }
        assertThat(watchers())
                .as("a session on a platform thread does it itself")
                .containsOnly(Thread.currentThread());
    }

    private Set<Thread> watchers() throws IOException {
        Set<Thread> watchers = ConcurrentHashMap.newKeySet();
        try (Bench bench = Bench.in(directory)) {
            var _ = filter.run(bench.message, Bench.PLAIN, Bench.LONG, _ -> watchers.add(Thread.currentThread()));
        }
        assertThat(watchers).isNotEmpty();
        return watchers;
    }

    @Test
    void withoutAFilterThereIsNoneInAnyEnvironment() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            assertThat(Filter.NONE.inheriting(List.of("LOCAL=one")).examine(bench.message, Bench.PLAIN, Duration.ZERO))
                    .isEqualTo(new Verdict.NoFilter());
        }
    }

    private String refusal(Filter asked) throws IOException {
        try (Bench bench = Bench.in(directory)) {
            return asked.examine(bench.message, Bench.PLAIN, Bench.LONG) instanceof Verdict.Reject(var reply)
                    ? reply.oneLine()
                    : "no refusal";
        }
    }
}
