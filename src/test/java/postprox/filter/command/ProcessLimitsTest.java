package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.Filter;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.program.ProcessLimits;
import postprox.smtp.Reply;

/** A filter that takes more of the machine than it may has failed, and the log says of which. */
class ProcessLimitsTest {
    private static final int MEGABYTE = 1 << 20;

    /** A user who has no processes but those of a test. */
    private static final int NOBODY_ELSES_USER = 64_123;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "Max address space, 536870912",
                "Max cpu time, 7",
                "Max processes, 4321",
                "Max file size, 1048576",
            })
    void theKernelKnowsItsLimits(String limit, long value) throws IOException {
        assertThat(reason(
                        new ProcessLimits(512L * MEGABYTE, 7, 4321, MEGABYTE),
                        "grep '" + limit + "' /proc/$$/limits >&2; exit 9"))
                .matches(".*exit status 9.*" + limit + " +" + value + " .*");
    }

    @Test
    void withoutAFenceItsLimitsAreOurOwn() throws IOException {
        assertThat(answer(ProcessLimits.NONE, "cmp -s /proc/$$/limits /proc/$PPID/limits"))
                .isEqualTo(new Verdict.Accept());
    }

    @Test
    void withoutLimitsTheShellRunsTheCommandItself() {
        assertThat(ProcessLimits.NONE.shellArguments("exit 0")).containsExactly("sh", "-c", "exit 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"while :; do :; done", "sh -c 'while :; do :; done'; exit $?"})
    void aFilterThatUsesUpItsProcessorTimeHasFailed(String command) throws IOException {
        assertThat(reason(new ProcessLimits(0, 1, 0, 0), command))
                .contains("(it used up its processor time: --filter-cpu)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec head -c 2M /dev/zero > \"$OUTFILE\"",
                "head -c 2M /dev/zero > \"$OUTFILE\"; exit $?",
            })
    void aFilterThatWritesTooLargeAFileHasFailedAndTheFileIsNotPassedOn(String command) throws IOException {
        assertThat(reason(new ProcessLimits(0, 0, 0, MEGABYTE), command))
                .contains("(it wrote too large a file: --filter-file-size)");
    }

    @Test
    void aFilterThatGetsNoMemoryHasFailed() throws IOException {
        String command = "dd if=/dev/zero of=/dev/null bs=200M count=1 || exit 3";
        assertThat(reason(new ProcessLimits(64L * MEGABYTE, 0, 0, 0), command))
                .startsWith("exit status 3 (under --filter-memory): ")
                .contains("memory");
    }

    /** Of limits that nobody has set there is nothing to say; where one cannot know, all that may be to blame are named. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, kill -XCPU $$, killed by signal 24 (it used up its processor time)",
        "0, 0, 0, 0, exit 152, exit status 152 (it used up its processor time)",
        "0, 0, 0, 0, kill -XFSZ $$, killed by signal 25 (it wrote too large a file)",
        "0, 0, 0, 0, exit 153, exit status 153 (it wrote too large a file)",
        "0, 0, 0, 0, exit 125, exit status 125",
        "0, 0, 0, 0, exit 3, exit status 3",
        "1000000000, 0, 0, 0, exit 3, exit status 3 (under --filter-memory)",
        "0, 0, 4000, 0, exit 3, exit status 3 (under --filter-processes)",
        "1000000000, 0, 4000, 0, kill -9 $$, killed by signal 9 (under --filter-memory and --filter-processes)",
    })
    void theLogSaysWhichLimitMayBeToBlame(
            long memory, int cpuSeconds, int processes, long fileBytes, String command, String reason)
            throws IOException {
        assertThat(reason(new ProcessLimits(memory, cpuSeconds, processes, fileBytes), command))
                .isEqualTo(reason);
    }

    @Test
    void aFilterWithinItsLimitsIsAsAnyOther() throws IOException {
        ProcessLimits fence = new ProcessLimits(512L * MEGABYTE, 10, 4000, MEGABYTE);
        assertThat(answer(fence, "exit 0")).isEqualTo(new Verdict.Accept());
        assertThat(answer(fence, "echo \"550 it's $SENDER, $0\" >&2; exit 1"))
                .isEqualTo(new Verdict.Reject(Reply.of(550, "it's a@example.org, sh")));
        assertThat(reason(fence, "/no/such/command")).contains("exit status 127 (the command was not found)");
    }

    /**
     * A filter that does not look at what became of its last write says 0. A sender could make a message so large that this happens, so
     * that it passes under no failure policy.
     */
    @Test
    void anOutfileThatWasCutAtTheLimitIsNotPassedOn() throws IOException {
        assertThat(answer(new ProcessLimits(0, 0, 0, MEGABYTE), "head -c 2M /dev/zero > \"$OUTFILE\"; exit 0"))
                .isEqualTo(new NoVerdict.Doubtful(
                        "OUTFILE is as large as a file may be, and may have been cut: --filter-file-size"));
    }

    /** A shell that gets no process for what sets the limits says 2, as a filter might that has failed. */
    @Test
    void whereTheShellGetsNoProcessAMessageIsPutOff() throws IOException, InterruptedException {
        List<String> alone = new ArrayList<>(
                List.of("setpriv", "--reuid=" + NOBODY_ELSES_USER, "--clear-groups", "prlimit", "--nproc=1"));
        alone.addAll(new ProcessLimits(0, 5, 0, 0).shellArguments("exit 1"));
        Process shell = new ProcessBuilder(alone).redirectErrorStream(true).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .containsIgnoringCase("fork");
        assertThat(shell.waitFor()).isEqualTo(125);
    }

    /** The shell is /bin/sh with limits as without, wherever the administrator's PATH leads. */
    @Test
    void limitsDoNotMakeTheShellAMatterOfPath() throws IOException {
        ProcessLimits fence = new ProcessLimits(0, 10, 0, 0);
        try (Bench bench = Bench.in(directory, "PATH=/nowhere")) {
            Filter filter = new CommandFilter("exit 0", fence, CrashPolicy.FAIL);
            assertThat(filter.examine(bench.examination())).isEqualTo(new Verdict.Accept());
        }
    }

    /** As when they lie above those of postprox itself: no refusal for good, and nothing passes unfiltered. */
    @Test
    void whereItsLimitsCannotBeSetAMessageIsPutOff() throws IOException, InterruptedException {
        ProcessLimits fence = new ProcessLimits(0, 0, 0, 2L * MEGABYTE);
        List<String> belowIt = new ArrayList<>(
                List.of("setpriv", "--reuid=nobody", "--clear-groups", "prlimit", "--fsize=" + MEGABYTE));
        belowIt.addAll(fence.shellArguments("echo the filter >&2"));
        Process shell = new ProcessBuilder(belowIt).redirectErrorStream(true).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertThat(said).startsWith("prlimit: failed to set").doesNotContain("the filter");

        assertThat(answer(fence, "echo '" + said + "' >&2; exit " + shell.waitFor()))
                .isEqualTo(new NoVerdict.Postponed("the limits of the --filter options cannot be set: " + said));
    }

    private String reason(ProcessLimits fence, String command) throws IOException {
        if (answer(fence, command) instanceof NoVerdict.Failed(String reason)) {
            return reason;
        }
        throw new AssertionError("the filter has not failed");
    }

    private Answer answer(ProcessLimits fence, String command) throws IOException {
        try (Bench bench = Bench.in(directory)) {
            return new CommandFilter(command, fence, CrashPolicy.FAIL).examine(bench.examination());
        }
    }
}
