package postprox.filter.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.Remarks;
import postprox.filter.Verdict;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;
import postprox.smtp.Reply;
import postprox.spool.MessageModifiedException;
import postprox.spool.SpoolException;

/** How a command's end becomes a verdict. */
class CommandFilterTest {
    @TempDir
    private Path directory;

    @Test
    void exitStatus0AcceptsTheMessageAsItCame() throws IOException {
        assertThat(answer("exit 0")).isEqualTo(new Verdict.Accept());
        assertThat(answer("")).as("an empty command").isEqualTo(new Verdict.Accept());
    }

    @Test
    void lastWordsOfAFilterThatAcceptsAreKept() throws IOException {
        assertThat(answer("echo one >&2; echo gpg: no public key >&2; exit 0"))
                .isEqualTo(new Verdict.Accept(new Remarks("gpg: no public key", Optional.empty())));
        assertThat(answer("cat \"$EMAIL\" >\"$OUTFILE\"; echo changed >&2"))
                .isInstanceOfSatisfying(
                        Verdict.Edit.class,
                        replace -> assertThat(replace.remarks()).isEqualTo(new Remarks("changed", Optional.empty())));
    }

    @Test
    void exitStatus0WithAnOutputFilePassesThatOn() throws IOException {
        assertThat(output("echo changed > \"$OUTFILE\"")).isEqualTo("changed\n");
        assertThat(output("cp \"$EMAIL\" \"$EMAIL.new\"; mv \"$EMAIL.new\" \"$OUTFILE\""))
                .isEqualTo("Subject: test\n\ntext\n");
        assertThat(answer(": > \"$OUTFILE\"")).as("empty").isInstanceOf(Verdict.Accept.class);
    }

    @Test
    void exitStatus0WithEditsChangesTheHeader() throws IOException {
        String two = "echo 'add X: 1' >>\"$EDITS\"; echo 'delete Y' >>\"$EDITS\"";
        List<HeaderEdit> edits = List.of(new HeaderEdit.Add(HeaderField.of("X", "1")), new HeaderEdit.Delete("Y", 0));

        assertThat(answer(two)).isEqualTo(new Verdict.Edit(edits, Optional.empty(), Remarks.NONE));
        assertThat(answer(two + "; echo no >&2; exit 1")).isEqualTo(new Verdict.Reject(Reply.of(554, "no")));
        assertThat(answer(two + "; cp \"$EMAIL\" \"$OUTFILE\"")).isInstanceOfSatisfying(Verdict.Edit.class, edit -> {
            assertThat(edit.edits()).isEqualTo(edits);
            assertThat(edit.content()).isPresent();
        });
    }

    /** A sender could be the reason, whose words the filter has put into the file. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo X: 1 >\"$EDITS\"",
                "printf 'add X: \\033[2J\\n' >\"$EDITS\"",
                "head -c 65537 /dev/zero | tr '\\0' '\\n' >\"$EDITS\"",
            })
    void editsThatAreNoneLetNoMessagePass(String command) throws IOException {
        assertThat(answer(command))
                .isInstanceOfSatisfying(
                        NoVerdict.Doubtful.class,
                        doubt -> assertThat(doubt.reason()).contains("EDITS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rm \"$EDITS\"", "ln -sf /etc/passwd \"$EDITS\"", "rm \"$EDITS\"; mkfifo \"$EDITS\""})
    void acceptanceWithAnEditsFileThatIsNoFileIsNotBelieved(String command) throws IOException {
        assertThat(unfounded(command)).startsWith("cannot use what the filter wrote to EDITS: it is ");
        assertThat(Bench.isEmpty(directory)).as("nothing left").isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rm \"$OUTFILE\"; ln -s /etc/passwd \"$OUTFILE\"",
                "rm \"$OUTFILE\"; ln -s \"$EMAIL\" \"$OUTFILE\"",
                "rm \"$OUTFILE\"; mkfifo \"$OUTFILE\"",
                "rm \"$OUTFILE\"; mkdir \"$OUTFILE\"",
            })
    void acceptanceWithAnOutputFileThatIsNoFileIsNotBelieved(String command) throws IOException {
        assertThat(unfounded(command))
                .isEqualTo("cannot use what the filter wrote to OUTFILE: it is no longer a regular file");
        assertThat(Bench.isEmpty(directory)).as("nothing left").isTrue();
    }

    /** Whoever cleans up in the directory may have removed it just as well, with half a message in it. */
    @Test
    void acceptanceWithoutAnOutputFileIsNotBelieved() throws IOException {
        assertThat(unfounded("rm \"$OUTFILE\""))
                .isEqualTo(
                        "cannot use what the filter wrote to OUTFILE: it is gone, and must stay where it was, be it empty");
    }

    /** Nobody can tell what the filter has seen, or what it wanted to change. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sed -i s/text/TEXT/ \"$EMAIL\"                        | another file stands in its place",
                "perl -pi -e s/text/TEXT/ \"$EMAIL\"                   | another file stands in its place",
                "cp \"$EMAIL\" \"$EMAIL.new\"; mv \"$EMAIL.new\" \"$EMAIL\" | another file stands in its place",
                "ln -sf /etc/passwd \"$EMAIL\"                       | another file stands in its place",
                "altermime --input=\"$EMAIL\" --disclaimer=/etc/hostname | another file stands in its place",
                "cp \"$EMAIL\" \"$OUTFILE\"; sed -i 1d \"$EMAIL\"      | another file stands in its place",
                "rm \"$EMAIL\"                                       | it is gone",
                "mv \"$EMAIL\" \"$OUTFILE\"                          | it is gone",
            })
    void acceptanceOfAnotherMessageThanTheClientsIsNotBelieved(String command, String what) throws IOException {
        try (Bench bench = Bench.in(directory)) {
            Path email = bench.email();
            assertThat(bench.answer(command))
                    .isInstanceOfSatisfying(
                            NoVerdict.Unfounded.class,
                            verdict -> assertThat(verdict.why())
                                    .isInstanceOf(MessageModifiedException.class)
                                    .hasMessage("cannot use " + email + ": " + what));
        }
    }

    /** Whatever it says: it may fail, or refuse, since its files were not there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cp -a \"$d.old\" \"$d\" | exit 0",
                "ln -s \"$d.old\" \"$d\" | exit 0",
                "true                    | exit 0",
                "true                    | exit 1",
                "true                    | cat \"$EMAIL\"; exit 2",
                "true                    | exit 126",
                "true                    | kill -9 $$",
                "true                    | kill $$",
            })
    void nothingIsBelievedWhereTheDirectoryWasExchanged(String replacement, String end) throws IOException {
        String exchange = "d=$(dirname \"$EMAIL\"); mv \"$d\" \"$d.old\"; " + replacement + "; " + end;
        try (Bench bench = Bench.in(directory)) {
            Path email = bench.email();
            assertThat(bench.answer(exchange))
                    .isInstanceOfSatisfying(
                            NoVerdict.Unfounded.class,
                            verdict -> assertThat(verdict.why())
                                    .hasMessage("cannot believe the filter, which was given " + email
                                            + ": its directory was removed or replaced while the filter was at work"));
        }
    }

    /** Another filter may have removed it (rm "$(dirname "$EMAIL")"/*), for which this one fails. */
    @ParameterizedTest
    @ValueSource(strings = {"cat \"$EMAIL\"; exit 2", "kill -9 $$"})
    void noFailureIsTheFiltersOwnWhereItsMessageIsGone(String end) throws IOException {
        assertThat(answer("rm \"$EMAIL\"; " + end))
                .isInstanceOfSatisfying(
                        NoVerdict.Unfounded.class,
                        verdict -> assertThat(verdict.why()).isInstanceOf(MessageModifiedException.class));
    }

    @Test
    void refusalStandsWhateverBecameOfTheFiles() throws IOException {
        assertThat(refusal("sed -i 1d \"$EMAIL\"; rm \"$OUTFILE\"; echo 550 no >&2; exit 1"))
                .isEqualTo("550 no");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo half > \"$OUTFILE\"; exit 3",
                "echo half > \"$OUTFILE\"; kill -9 $$",
                "echo half > \"$OUTFILE\"; exit 1"
            })
    void halfWrittenOutputOfAFilterThatDidNotAcceptIsNotPassedOn(String command) throws IOException {
        assertThat(answer(command)).isNotInstanceOf(Verdict.Edit.class);
    }

    @Test
    void exitStatus1RefusesInTheFiltersWords() throws IOException {
        assertThat(refusal("echo first >&2; echo 550 5.7.1 last >&2; exit 1")).isEqualTo("550 5.7.1 last");
        assertThat(refusal("exit 1")).isEqualTo("554 Content rejected");
        assertThat(refusal("printf 'no newline' >&2; exit 1")).isEqualTo("554 no newline");
        assertThat(refusal("printf '\\n\\n450 blank lines behind\\n\\n \\n' >&2; exit 1"))
                .isEqualTo("450 blank lines behind");
    }

    @Test
    void whatGoesToStandardOutputIsNoText() throws IOException {
        assertThat(refusal("echo 550 lost; exit 1")).isEqualTo("554 Content rejected");
    }

    @ParameterizedTest
    @CsvSource({
        "exit 2, exit status 2",
        "exit 255, exit status 255",
        "exit 126, exit status 126 (the command is not executable)",
        "kill -9 $$, killed by signal 9",
        "kill -TERM $$, killed by signal 15",
        "echo 550 no >&2; exit 2, exit status 2: 550 no",
    })
    void anythingElseMeansThatTheFilterFailed(String command, String reason) throws IOException {
        assertThat(reason(answer(command))).isEqualTo(reason);
    }

    @Test
    void commandThatIsMissingOrNotExecutableFails() throws IOException {
        Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\nexit 0\n");
        assertThat(reason(answer(script.toString())))
                .startsWith("exit status 126 (the command is not executable): ")
                .endsWith("Permission denied; chmod +x " + script + ", or correct the path");
        Files.delete(script);
        assertThat(reason(answer(script.toString())))
                .startsWith("exit status 127 (the command was not found): ")
                .endsWith("not found; correct the path, or install the program");
    }

    /** The shell says "not found" of a file that is there. */
    @Test
    void aScriptWhoseFirstLineNobodyCanFollowIsToldFromOneThatIsMissing() throws IOException {
        Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\r\nexit 0\r\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        assertThat(reason(answer(script + " --quick")))
                .startsWith("exit status 127 (the command was not found): ")
                .endsWith("; the first line of " + script + " ends with CR, which becomes part of the interpreter's"
                        + " name; dos2unix " + script + ", or sed -i 's/\\r$//' " + script);
        Files.writeString(script, "#!/no/such/interpreter\nexit 0\n");
        assertThat(reason(answer(script.toString())))
                .endsWith("; the first line of " + script
                        + " names an interpreter that is not there; install it, or correct the line");
        // The script itself can be run: what is missing is a command in it, and the shell has named that.
        Files.writeString(script, "#!/bin/sh\nno-such-command\n");
        assertThat(reason(answer(script.toString()))).endsWith("not found");
    }

    @Test
    void filterThatTakesTooLongFails() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            Answer answer = bench.answer("echo busy >&2; sleep 1000; exit 0", Bench.PLAIN, Duration.ofMillis(200));
            assertThat(reason(answer)).startsWith("no verdict within 0.2 s, killed: ");
        }
    }

    @Test
    void callersPatienceCountsWhereItIsShorter() throws IOException {
        try (Bench bench = Bench.in(directory)) {
            CommandFilter filter = new CommandFilter("sleep 1000");
            Answer answer = filter.examine(bench.examination(Bench.PLAIN, Duration.ofMillis(200)));
            assertThat(reason(answer)).matches("no verdict within 0\\.[012] s, all that --deadline left it, killed");
        }
    }

    @Test
    void whateverTheFilterDoesToEmailIsNoticedIfItHarms() throws IOException {
        assertThat(modifiedBy("touch -a \"$EMAIL\"; chmod 644 \"$EMAIL\"; cat \"$EMAIL\""))
                .isFalse();
        assertThat(modifiedBy("echo more >> \"$EMAIL\"")).isTrue();
        assertThat(modifiedBy(": > \"$EMAIL\"")).isTrue();
        assertThat(modifiedBy("printf X | dd of=\"$EMAIL\" conv=notrunc")).isTrue();
    }

    /** What keeps us from starting a command is no failure of the filter, which would let the message pass. */
    @Test
    void commandThatCannotBeStartedIsPostponedWithTheReason() throws IOException {
        try (Bench bench = Bench.in(directory, "TOO_LARGE=" + "x".repeat(1 << 20))) {
            assertThat(bench.answer("exit 0"))
                    .isEqualTo(new NoVerdict.Postponed(
                            "no resources to run the command: cannot start /bin/sh: argument list too long"));
        }
    }

    @Test
    void filesThatTheFilterNeedsAndThatCannotBeMadeAreTroubleOfTheSpool() throws IOException {
        Path spool = Files.createDirectory(directory.resolve("spool"));
        try (Bench bench = Bench.in(spool)) {
            Files.delete(spool);
            assertThatThrownBy(() -> bench.answer("exit 0")).isInstanceOf(SpoolException.class);
        }
    }

    @Test
    void runTellsHowTheCommandEndedAndAllThatItSaid() throws IOException {
        StringBuilder said = new StringBuilder();
        try (Bench bench = Bench.in(directory)) {
            CommandFilter filter = new CommandFilter("echo one >&2; echo two >&2; exit 1");
            CommandFilter.Run run =
                    filter.run(bench.examination(), bytes -> said.append(new String(bytes, StandardCharsets.US_ASCII)));
            assertThat(run.ending()).isEqualTo("exit status 1");
        }
        assertThat(said.toString()).isEqualTo("one\ntwo\n");
    }

    private boolean modifiedBy(String command) throws IOException {
        try (Bench bench = Bench.in(directory)) {
            assertThat(bench.answer(command)).isInstanceOf(Verdict.Accept.class);
            bench.message.check();
            return false;
        } catch (MessageModifiedException e) {
            return true;
        }
    }

    private String output(String command) throws IOException {
        try (Bench bench = Bench.in(directory)) {
            return bench.output(command, Bench.PLAIN);
        }
    }

    private Answer answer(String command) throws IOException {
        try (Bench bench = Bench.in(directory)) {
            return bench.answer(command);
        }
    }

    private String refusal(String command) throws IOException {
        return answer(command) instanceof Verdict.Reject(var reply, var _) ? reply.oneLine() : "no refusal";
    }

    private String unfounded(String command) throws IOException {
        return answer(command) instanceof NoVerdict.Unfounded(SpoolException why)
                ? String.valueOf(why.getMessage())
                : "it is believed";
    }

    private static String reason(Answer answer) {
        return answer instanceof NoVerdict.Failed(String reason) ? reason : "no failure: " + answer;
    }
}
