package postprox.filter.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static postprox.filter.worker.WorkerBench.envelope;
import static postprox.filter.worker.WorkerBench.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.FilterEvent;
import postprox.filter.NoVerdict;
import postprox.filter.Verdict;
import postprox.filter.policy.RequestState;
import postprox.filter.program.ProcessLimits;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.smtp.Reply;
import postprox.world.Patience;

/** What a worker does to a message, by its answer and by the files that the request names. */
class WorkerFilesTest {
    private final Path directory;

    @AutoClose
    private final WorkerBench bench;

    WorkerFilesTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.bench = new WorkerBench(directory);
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
    void heIsToldAlsoIfTheMessagePassesUnlessAnotherFilterRefusesIt() throws IOException {
        bench.answering("echo half > \"$outfile\"; printf 'action=DEFER_IF_REJECT wait\\n\\n'");
        assertThat(bench.ask())
                .isInstanceOfSatisfying(
                        Verdict.Defer.class,
                        defer -> assertThat(defer.besides())
                                .isInstanceOfSatisfying(
                                        Verdict.Accept.class,
                                        accept -> assertThat(accept.remarks().hint())
                                                .hasValueSatisfying(
                                                        hint -> assertThat(hint).contains("was not REPLACE"))));
    }

    @ParameterizedTest
    @CsvSource({"PREPEND X-Spam: no, was not REPLACE", "EDIT, was not REPLACE", "REPLACE, a filter warns: odd"})
    void noHintIsLostWhereTheMessagePassesChanged(String action, String hint) throws IOException {
        bench.answering(
                "echo half > \"$outfile\"; echo 'delete Subject' > \"$edits\"; case $recipient in"
                        + " a@*) printf 'action=WARN odd\\n\\n' ;; *) printf 'action=" + action + "\\n\\n' ;; esac",
                new WorkerRules("spam", 1, 0, Duration.ofMinutes(5), RequestState.RCPT, true));
        assertThat(bench.ask(envelope("helo", "a@x", "b@x")))
                .isInstanceOfSatisfying(
                        Verdict.Edit.class,
                        edit -> assertThat(edit.remarks().hint())
                                .hasValueSatisfying(words -> assertThat(words).contains(hint)));
    }

    @Test
    void anEmptyOutfileReplacesNothing() throws IOException {
        bench.answering("printf 'action=REPLACE\\n\\n'");
        assertThat(failure(bench.ask())).isEqualTo("the worker says REPLACE, but has left outfile empty");
    }

    /** A link could lead to a file of another user, and a fifo would be read for ever. */
    @ParameterizedTest
    @CsvSource({
        "REPLACE, ln -s \"$email\" \"$outfile\"",
        "REPLACE, mkfifo \"$outfile\"",
        "REPLACE, mkdir \"$outfile\"",
        "EDIT, ln -s \"$email\" \"$edits\"",
        "EDIT, mkfifo \"$edits\"",
        "EDIT, mkdir \"$edits\""
    })
    void whatIsNoRegularFileDoesNotPassForOne(String action, String command) throws IOException {
        bench.answering(command + "; printf 'action=" + action + "\\n\\n'");
        assertThat(bench.ask())
                .isInstanceOfSatisfying(
                        NoVerdict.Unfounded.class,
                        unfounded -> assertThat(unfounded.why()).hasMessageEndingWith(": it is no regular file"));
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
    void theOptionalFilesAreNotNamedWithoutThem() throws IOException {
        bench.answering(
                "printf 'action=REJECT <%s%s>\\n\\n' \"$email\" \"$outfile\"",
                new WorkerRules("spam", 1, 0, Duration.ofMinutes(5), RequestState.END_OF_MESSAGE, false));
        assertThat(bench.told()).isEqualTo("<>");
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

    /** Otherwise a sender could make a message so large that the file is cut, to have it pass unfiltered. */
    @Test
    void anOutfileThatWasCutAtTheLimitIsNotPassedOnWhateverTheFailurePolicy() throws IOException {
        bench.limits = new ProcessLimits(0, 0, 0, 1 << 20);
        bench.answering("head -c 2M /dev/zero > \"$outfile\" 2> /dev/null; printf 'action=REPLACE\\n\\n'");
        assertThat(bench.ask())
                .isEqualTo(new NoVerdict.Doubtful(
                        "outfile is as large as a file may be, and may have been cut: --filter-file-size"));
    }

    /** With on-failure=pass the message would pass unfiltered, although the filter asked for its refusal. */
    @ParameterizedTest
    @CsvSource({"REPLACE, true", "REPLACE, false", "EDIT, false", "REDIRECT a@example.org, true"})
    void aDeferralForOneRecipientStandsAlsoIfWhatIsAskedForBecauseOfAnotherFails(String action, boolean files)
            throws IOException {
        bench.answering(
                "case $recipient in a@*) printf 'action=DEFER_IF_PERMIT wait\\n\\n' ;; *) printf 'action=" + action
                        + "\\n\\n' ;; esac",
                new WorkerRules("spam", 1, 0, Duration.ofMinutes(5), RequestState.RCPT, files));
        assertThat(bench.ask(envelope("helo", "a@x", "b@x"))).isInstanceOfSatisfying(Verdict.Defer.class, defer -> {
            assertThat(defer.reply()).isEqualTo(Reply.of(450, "4.7.1 wait"));
            assertThat(defer.condition()).isEqualTo(Verdict.Defer.Condition.IF_PERMIT);
            assertThat(defer.besides())
                    .isInstanceOfSatisfying(
                            Verdict.Accept.class,
                            accept -> assertThat(accept.remarks().hint())
                                    .as("the administrator is told what failed")
                                    .isPresent());
        });
    }

    @Test
    void aRefusalForOneRecipientStandsWhateverTheFilesForAnotherAre() throws IOException {
        bench.answering(
                "case $recipient in a@*) printf 'action=REPLACE\\n\\n' ;; *) printf 'action=REJECT no\\n\\n' ;; esac",
                new WorkerRules("spam", 1, 0, Duration.ofMinutes(5), RequestState.RCPT, true));
        assertThat(bench.ask(envelope("helo", "a@x", "b@x"))).isEqualTo(new Verdict.Reject(Reply.of(554, "5.7.1 no")));
    }
}
