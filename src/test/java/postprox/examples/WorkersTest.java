package postprox.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.policy.RequestState;
import postprox.filter.program.ProcessLimits;
import postprox.filter.worker.WorkerFilter;
import postprox.filter.worker.WorkerRules;
import postprox.spool.SpooledMessage;
import postprox.spool.SpooledText;
import postprox.testkit.Examinations;
import postprox.testkit.TestWatchdog;

/** {@code examples/workers}: one worker in four languages. */
class WorkersTest {
    private static final String REWRITE = "To: a\nSubject: please REWRITE\n\nbody\n";
    private static final int MOST_LINES = 40;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"worker.sh", "worker.py", "worker.pl", "worker-java"})
    void oneProcessAcceptsRefusesAndRewrites(String name) throws IOException {
        WorkerFilter filter = filter(name, true);
        try (Examinations examinations = new Examinations(directory)) {
            for (int round = 0; round < 2; round++) {
                assertThat(answer(filter, examinations, "Subject: hello\n\nREFUSE\nSubject: REWRITE\n"))
                        .isEqualTo("Accept");
                assertThat(answer(filter, examinations, "Subject: REFUSE\n\n"))
                        .isEqualTo("554 5.7.1 The worker does not like the subject");
                assertThat(answer(filter, examinations, REWRITE)).isEqualTo("X-Worker: rewritten\n" + REWRITE);
                assertThat(answer(filter, examinations, "")).isEqualTo("Accept");
                assertThat(answer(filter, examinations, "Subject: caf\u00e9 \u0080\u00ff\n\n"))
                        .isEqualTo("Accept");
            }
        } finally {
            filter.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker.sh", "worker.py", "worker.pl", "worker-java"})
    void itAlsoWorksWithoutFiles(String name) throws IOException {
        WorkerFilter filter = filter(name, false);
        try (Examinations examinations = new Examinations(directory)) {
            assertThat(answer(filter, examinations, "Subject: REFUSE\n\n")).isEqualTo("Accept");
        } finally {
            filter.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker.sh", "worker.py", "worker.pl", "worker-java"})
    void itIsShortAndNamedOnThePage(String name) throws IOException {
        assertThat(Example.file("workers/" + name)).isExecutable();
        assertThat(Files.readAllLines(Example.file("workers/" + name))).hasSizeLessThanOrEqualTo(MOST_LINES);
        assertThat(Files.readString(Example.file("README.md"))).contains("`workers/" + name + "`");
    }

    private static WorkerFilter filter(String name, boolean files) {
        return new WorkerFilter(
                "exec " + Example.file("workers/" + name),
                new WorkerRules("example", 1, 0, Duration.ofMinutes(5), RequestState.END_OF_MESSAGE, files),
                ProcessLimits.NONE,
                _ -> {},
                TestWatchdog.running());
    }

    private static String answer(WorkerFilter filter, Examinations examinations, String text) throws IOException {
        try (SpooledMessage message = examinations.message(text)) {
            Answer answer = filter.examine(examinations.of(message, Duration.ofSeconds(60)));
            return switch (answer) {
                case Verdict.Accept _ -> "Accept";
                case Verdict.Reject(var reply, var _) -> reply.oneLine();
                case Verdict.Edit edit
                when edit.content().isPresent() -> read(edit.content().get());
                case Verdict other -> other.toString();
                case NoVerdict none -> none.toString();
            };
        }
    }

    private static String read(SpooledText text) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        for (int count = text.read(block); count >= 0; count = text.read(block)) {
            all.write(block, 0, count);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }
}
