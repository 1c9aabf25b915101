package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.Verdict;

/** What a session may count on: its own environment, and a thread that does not wait for others. */
class FilterOfASessionTest {
    private static final String PATH = "PATH=/usr/bin:/bin";

    private final CommandFilter filter = new CommandFilter("echo \"550 $LOCAL\" >&2; exit 1");

    @TempDir
    private Path directory;

    @Test
    void itsCommandInheritsTheSessionsEnvironmentAndNoOthers() throws IOException {
        assertThat(refusal(PATH, "LOCAL=one")).isEqualTo("550 one");
        assertThat(refusal(PATH, "LOCAL=two")).isEqualTo("550 two");
        assertThat(refusal(PATH)).isEqualTo("550 Content rejected");
    }

    @Test
    void itsVariablesCanBeShown() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            Map<String, String> variables =
                    filter.run(bench.examination(), _ -> {}).variables().values();
            assertThat(variables)
                    .containsEntry("EMAIL", bench.email().toString())
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
            var _ = filter.run(bench.examination(), _ -> watchers.add(Thread.currentThread()));
        }
        assertThat(watchers).isNotEmpty();
        return watchers;
    }

    private String refusal(String... environment) throws IOException {
        try (Bench bench = Bench.in(directory, environment)) {
            return filter.examine(bench.examination()) instanceof Verdict.Reject(var reply, var _)
                    ? reply.oneLine()
                    : "no refusal";
        }
    }
}
