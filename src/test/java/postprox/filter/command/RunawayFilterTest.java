package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.posix.ProcessTable;
import postprox.smtp.Reply;

/** Filters that do not behave: each ends in time, and nothing of it lives on. Side by side, as most of the time is waited for. */
@Tag("real-time")
@Execution(ExecutionMode.CONCURRENT)
class RunawayFilterTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 1000",
                "sleep 1000 & sleep 1000",
                "trap '' TERM; sleep 1000; sleep 1000", // ignores being asked
                "trap '' TERM HUP INT QUIT; while :; do sleep 1000; done",
                "(trap '' TERM; sleep 1000) & sleep 1000", // a child does
                "sh -c 'sh -c \"sleep 1000 & sleep 1000\" & sleep 1000' & wait",
                "yes '550 flood' >&2", // never stops to speak
                "trap '' TERM; yes '550 flood' >&2",
                "kill -STOP $$; exit 0", // stopped, it hears no TERM
                "timeout 999 sleep 998; exit 0", // makes a group of its own
                "bash -c 'set -m; sleep 1000 & wait'", // so does job control
                "cat /dev/zero | cat > /dev/null",
            })
    void filterThatHangsIsEndedWhenItsTimeIsOverAndNothingOfItLivesOn(String command) throws Exception {
        Path group = directory.resolve("group");
        try (Bench bench = Bench.in(directory)) {
            Answer answer = bench.answer("echo $$ > '" + group + "'; " + command, Bench.PLAIN, TIMEOUT);
            assertThat(answer).isInstanceOf(NoVerdict.Failed.class);
        }
        assertThat(ProcessTable.runningFor(number(group))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 1000 & echo 550 no >&2; exit 1", // a child holds standard error open
                "(trap '' TERM HUP; sleep 1000) & echo 550 no >&2; exit 1",
                "yes >&2 & kill -STOP $!; echo 550 no >&2; exit 1",
                "nohup sleep 1000 & echo 550 no >&2; exit 1",
            })
    void verdictComesWhenTheFilterEndsAndNothingItLeftInTheBackgroundLivesOn(String command) throws Exception {
        Path group = directory.resolve("group");
        try (Bench bench = Bench.in(directory)) {
            assertThat(bench.answer("echo $$ > '" + group + "'; " + command))
                    .isEqualTo(new Verdict.Reject(Reply.of(550, "no")));
        }
        assertThat(ProcessTable.runningFor(number(group))).isEmpty();
    }

    @Test
    void backgroundProcessOfAFilterThatAcceptedIsGone() throws Exception {
        Path group = directory.resolve("group");
        try (Bench bench = Bench.in(directory)) {
            assertThat(bench.answer("echo $$ > '" + group + "'; sleep 1000 & exit 0"))
                    .isEqualTo(new Verdict.Accept());
        }
        assertThat(ProcessTable.runningFor(number(group))).isEmpty();
    }

    /** The manual's page says how a filter leaves something running. */
    @Test
    void whatTheFilterGaveASessionOfItsOwnLivesOnAndHoldsNothingUp() throws Exception {
        Path daemon = directory.resolve("daemon");
        try (Bench bench = Bench.in(directory)) {
            String command = "setsid sh -c 'echo $$ > \"$0\"; exec sleep 1000' '" + daemon + "' & " + "until [ -s '"
                    + daemon + "' ]; do sleep 0.01; done; exit 0";
            assertThat(bench.answer(command)).isEqualTo(new Verdict.Accept());
        }
        ProcessHandle process = ProcessHandle.of(number(daemon)).orElseThrow();
        assertThat(process.isAlive()).isTrue();
        assertThat(process.destroyForcibly()).isTrue();
    }

    @Test
    void gigabyteOnStandardErrorIsReadAndItsLastLineCounts() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            assertThat(bench.answer("head -c 1000000000 /dev/zero >&2; echo >&2; echo 550 flood >&2; exit 1"))
                    .isEqualTo(new Verdict.Reject(Reply.of(550, "flood")));
        }
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }
}
