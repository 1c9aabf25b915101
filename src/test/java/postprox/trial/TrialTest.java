package postprox.trial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.Origin;
import postprox.filter.Slots;
import postprox.filter.command.CommandFilter;
import postprox.filter.command.CrashPolicy;
import postprox.filter.command.ProcessLimits;
import postprox.session.SessionConfig;
import postprox.smtp.StrayCr;

/** What {@code postprox try} tells of a filter. */
class TrialTest {
    private static final String MESSAGE = "Subject: hello\n\nText\n";

    @TempDir
    private Path spool;

    @TempDir
    private Path elsewhere;

    private String sender = "<>";
    private FailurePolicy policy = FailurePolicy.PASS;
    private CrashPolicy crashPolicy = CrashPolicy.FAIL;
    private Duration timeout = Duration.ofSeconds(20);
    private Duration deadline = Duration.ofSeconds(60);

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void acceptanceLeavesTheReplyToTheNextHop() throws IOException {
        Trial.Account account = run("exit 0");

        assertThat(account.result()).isEqualTo(Result.PASSES);
        assertThat(account.text())
                .startsWith("""
                        verdict   accepted: the message passes as it came
                        reply     the next hop's own
                        filter    exit status 0, after\s""")
                .contains("message   21 bytes", "\nstderr    nothing\n")
                .doesNotContain("+++");
    }

    @Test
    void variableThatWasCutIsMarkedAsSuch() throws IOException {
        sender = "p".repeat(87) + "@example.com.evil.test";

        assertThat(run("exit 0").text())
                .contains("SENDER=" + "p".repeat(87) + "@example.... [cut; all of it: SENDER_FULL]\n")
                .contains("SENDER_FULL=" + sender + "\n")
                .contains("RECIPIENT=", "RECIPIENTS_FILE=/");
    }

    /** There is a verdict, whatever becomes of the files. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chmod 0 \"$(dirname \"$EMAIL\")\" | refused for now: cannot believe the filter, which was given .*: its directory was shut"
                        + " .* | a filter shut .* where messages are kept: it is open again",
                "rm \"$OUTFILE\"; mkdir -p \"$OUTFILE/x\" | refused"
                        + " | cannot remove a spooled message: .* is a directory with files in it",
            })
    void whatBecomesOfTheFilesIsSaidBelowTheVerdict(String command, String verdict, String warning) throws IOException {
        assertThat(run(command + "; echo 550 no >&2; exit 1").text())
                .containsPattern("(?s)^verdict +" + verdict + "\n.*\nstderr +550 no\n.*\nwarning +" + warning + "\n$");
    }

    /** 554 is for good: whoever meant "not now" has to say so. */
    @ParameterizedTest
    @CsvSource({
        "Spam, 554 Spam",
        "250 ok, 554 250 ok",
        "4.7.1 Later, 554 5.7.1 Later",
        "451-4.7.1 Later, 554 451-4.7.1 Later",
    })
    void refusalWithoutACodeIsToldWhatTheClientHearsAndHowToChooseAnother(String words, String reply)
            throws IOException {
        assertThat(run("printf '%s\\n' '" + words + "' >&2; exit 1").text())
                .contains("reply     " + reply + "\n")
                .contains("\nhint      the last line of standard error begins with no code from 400 to 599 and a space:"
                        + " the client hears 554, which is for good; to choose another code, put it in front, as in"
                        + " 451 4.7.1 Try again later\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"554 Spam", "451 4.7.1 Later", "550", "421 Later"})
    void refusalWithACodeIsAsItWasMeant(String words) throws IOException {
        assertThat(run("echo '" + words + "' >&2; exit 1").text()).doesNotContain("hint");
    }

    /** As a command that fails leaves it under set -e, or a filter that says its words to standard output. */
    @ParameterizedTest
    @ValueSource(
            strings = {"set -e; grep -q nothing \"$EMAIL\"; exit 0", "echo 550 5.7.1 No; exit 1", "echo ' ' >&2; exit 1"
            })
    void refusalWithoutAWordIsAskedWhetherItIsOne(String command) throws IOException {
        assertThat(run(command).text())
                .contains("reply     554 Content rejected\n")
                .contains(
                        "\nhint      exit status 1 without a word on standard error: is this a refusal, or did a command"
                                + " fail (set -e)? Words for the sender go to standard error (>&2), not to standard output\n")
                .doesNotContain("451 4.7.1 Try again later");
    }

    @Test
    void refusalInOtherCharactersThanAReplyHasIsToldWhatBecomesOfThem() throws IOException {
        String hint = "\nhint      a reply is in US-ASCII: each other byte of the last line becomes a question mark\n";

        assertThat(run("printf '550 5.7.1 Gr\\303\\274n\\n' >&2; exit 1").text())
                .contains("reply     550 5.7.1 Gr??n\n", hint);
        assertThat(run("printf '550\\t5.7.1 What?\\n' >&2; exit 1").text()).doesNotContain("hint");
        assertThat(run("printf 'Gr\\303\\274n\\n' >&2; exit 1").text())
                .contains(hint, "\nhint      the last line of standard error begins with no code");
    }

    @Test
    void refusalShowsTheExactReplyAndAllOfStandardError() throws IOException {
        Trial.Account account = run("printf 'scanning\\n\\t550 5.7.1 Message contains a virus\\n' >&2; exit 1");

        assertThat(account.result()).isEqualTo(Result.REFUSED);
        assertThat(account.text()).contains("verdict   refused\nreply     550 5.7.1 Message contains a virus\n", """

                stderr    scanning
                              550 5.7.1 Message contains a virus

                """);
    }

    @ParameterizedTest
    @CsvSource({
        "true, 554 Content rejected",
        "echo no >&2, 554 no",
        "echo 250 fine >&2, 554 250 fine",
        "echo 450 4.7.1 later >&2, 450 4.7.1 later"
    })
    void replyIsWhatTheMailFlowWouldSay(String saying, String reply) throws IOException {
        assertThat(run(saying + "; exit 1").text()).contains("\nreply     " + reply + "\n");
    }

    @Test
    void failedFilterLetsTheMessagePassUnfiltered() throws IOException {
        Trial.Account account = run("echo clamd is down >&2; exit 2");

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text()).startsWith("""
                        verdict   filter failed: the message passes UNFILTERED (with -r: refused for now)
                        reply     the next hop's own (with -r: 451 4.3.0 Error running content filter)
                        filter    exit status 2, after\s""");
    }

    @Test
    void failedFilterWithRejectOptionMakesTheClientComeAgain() throws IOException {
        policy = FailurePolicy.TEMPFAIL;

        Trial.Account account = run("exit 75");

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text()).startsWith("""
                        verdict   filter failed: refused for now (without -r: passes UNFILTERED)
                        reply     451 4.3.0 Error running content filter (without -r: the next hop's own)
                        filter    exit status 75, after\s""");
    }

    @Test
    void aCrashIsNamedWithItsFileAndLine() throws IOException {
        Path filter = Files.writeString(elsewhere.resolve("filter.py"), "import os\nmesage.find('x')\n");

        Trial.Account account = run("/usr/bin/python3 " + filter);

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text())
                .startsWith("verdict   filter failed: the message passes UNFILTERED (with -r: refused for now)\n")
                .contains("\nreason    crashed: NameError: name 'mesage' is not defined (" + filter + " line 2)\n");

        crashPolicy = CrashPolicy.REFUSE;
        assertThat(run("/usr/bin/python3 " + filter).text())
                .contains("\nreply     554 NameError: name 'mesage' is not defined\n");
    }

    @Test
    void aCrashThatCannotBeToldFromASendersWordsIsRefusedForNow() throws IOException {
        Trial.Account account = run("/usr/bin/python3 -c '1/0'");

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text())
                .startsWith("""
                        verdict   filter failed, it seems: refused for now, with -r or without
                        reply     451 4.3.0 Error running content filter
                        filter    exit status 1, after\s""")
                .contains("\nreason    perhaps crashed, unless these are a sender's words:"
                        + " ZeroDivisionError: division by zero (<string> line 1)\n");
    }

    @Test
    void whatLooksLikeAnOversightIsHintedAt() throws IOException {
        assertThat(run("false >\"$OUTFILE\"; exit 0").text())
                .contains("\nhint      the filter opened OUTFILE and left it empty");
        assertThat(run("echo X: y >\"$OUTFILE\"").text())
                .contains("\nhint      the filter wrote header lines alone to OUTFILE");
        assertThat(run("exit 0").text()).doesNotContain("hint");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J", "\u009b2J", "\u00c2\u009b2J", "\u00e2\u0080\u00aeexe", "\u00e2\u0080\u00a8"})
    void nothingOfAMessageHasItsWayWithATerminal(String hostile) throws IOException {
        String message = "Subject: " + hostile + "\n\n" + hostile + "\n";
        for (String command : List.of(
                "cat \"$EMAIL\" >&2; exit 0",
                "cat \"$EMAIL\" >&2; exit 1",
                "cat \"$EMAIL\" >&2; exit 2",
                "sed 's/^Sub/sub/' \"$EMAIL\" >\"$OUTFILE\"",
                "sed 's/$/ /' \"$EMAIL\" >\"$OUTFILE\"")) {
            assertThat(run(command, message).text()).as(command).doesNotContain(hostile);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kill -9 $$, killed by signal 9",
        "/no/such/filter, exit status 127 (the command was not found)",
        "/dev/null, exit status 126 (the command is not executable)"
    })
    void everyWayToFailHasItsWords(String command, String ending) throws IOException {
        Trial.Account account = run(command);

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text()).contains("\nfilter    " + ending + ", after ");
    }

    @Test
    void filterThatHangsIsKilledWhenItsTimeIsOver() throws IOException {
        timeout = Duration.ofSeconds(1);

        assertThat(run("sleep 1000 & sleep 1000").text())
                .contains("\nfilter    no verdict within 1.0 s, killed, after ");
    }

    @Test
    void messageBeyondItsDeadlineIsRefusedForNow() throws IOException {
        deadline = Duration.ofSeconds(1);

        Trial.Account account = run("sleep 1000");

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text()).startsWith("""
                verdict   too late: refused for now (--deadline)
                reply     451 4.3.0 Error: message took too long to process - try again later
                """);
    }

    @Test
    void filterThatWritesToTheMessageIsTold() throws IOException {
        Trial.Account account = run("echo more >>\"$EMAIL\"");

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text()).startsWith("""
                verdict   refused for now: the filter wrote to EMAIL, replaced or removed it, which it must not; OUTFILE is the place
                reply     451 4.3.0 Error: the content filter damaged the message
                """);
    }

    @Test
    void unusableOutfileIsTheReasonGiven() throws IOException {
        assertThat(run("rm \"$OUTFILE\"; mkfifo \"$OUTFILE\"").text()).startsWith("""
                        verdict   refused for now: cannot use what the filter wrote to OUTFILE: it is no longer a regular file
                        reply     451 4.3.0 Error: cannot store the message for its filter
                        """);
    }

    @Test
    void changesAreShownAsUnifiedDiff() throws IOException {
        Trial.Account account = run("{ echo X-Filtered: yes; cat \"$EMAIL\"; } >\"$OUTFILE\"");

        assertThat(account.result()).isEqualTo(Result.PASSES);
        assertThat(account.text())
                .startsWith("verdict   accepted, changed: OUTFILE passes in its place\n")
                .endsWith("""

                        --- EMAIL
                        +++ OUTFILE
                        @@ -1,3 +1,4 @@
                        +X-Filtered: yes
                         Subject: hello
                        \s
                         Text
                        """);
    }

    @Test
    void filterSeesWhatItWouldSeeInTheMailFlow() throws IOException {
        String seen = seenByFilter("A: 1\r\nB: 2\n\r\n.\r\n..x\r\nstray\rcr\r\n\0\u00e9 no line end");

        assertThat(seen).isEqualTo("A: 1\nB: 2\n\n.\n..x\nstray cr\n\0\u00e9 no line end\n");
    }

    @Test
    void emptyMessageIsAMessage() throws IOException {
        assertThat(seenByFilter("")).isEmpty();
    }

    @Test
    void messageOfManyBlocksArrivesWhole() throws IOException {
        String large = ("." + "x".repeat(70_000) + "\n").repeat(20);

        assertThat(seenByFilter(large)).isEqualTo(large);
    }

    @Test
    void messageIsReadFromItsFile() throws IOException {
        Path file = Files.writeString(elsewhere.resolve("m.eml"), "Subject: from a file\r\n\r\n");

        try (InputStream message = Files.newInputStream(file)) {
            assertThat(trial("grep -q '^Subject: from a file$' \"$EMAIL\"")
                            .run(message)
                            .result())
                    .isEqualTo(Result.PASSES);
        }
    }

    @Test
    void unreadableMessageIsSaidInOneLine() throws IOException {
        // A file that can be opened, but its first bytes cannot be read (proc(5)).
        try (InputStream message = Files.newInputStream(Path.of("/proc/self/mem"))) {
            assertThatThrownBy(() -> trial("true").run(message))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot read the message: Input/output error");
        }
    }

    @Test
    void variablesAreShownAsTheFilterGotThem() throws IOException {
        Trial.Account account = run("env | grep -v -e ^PWD= -e ^PATH= | sort >\"" + elsewhere + "/env\"");

        List<String> shown = account.text()
                .substring(account.text().indexOf("variables ") + 10)
                .lines()
                .map(String::strip)
                .sorted()
                .toList();
        assertThat(shown)
                .containsExactlyElementsOf(Files.readAllLines(elsewhere.resolve("env"), ISO_8859_1).stream()
                        .sorted()
                        .toList())
                .contains(
                        "SENDER=<>",
                        "RECIPIENT=first@example.com",
                        "RECIPIENTS=first@example.com,second@example.com",
                        "RECIPIENTCOUNT=2",
                        "HELO=client.example.org",
                        "REMOTEIP=192.0.2.1");
    }

    private String seenByFilter(String message) throws IOException {
        Path seen = elsewhere.resolve("seen");
        Trial.Account account = run("cat \"$EMAIL\" >\"" + seen + "\"", message);
        assertThat(account.result()).isEqualTo(Result.PASSES);
        return Files.readString(seen, ISO_8859_1);
    }

    private Trial.Account run(String command) throws IOException {
        return run(command, MESSAGE);
    }

    private Trial.Account run(String command, String message) throws IOException {
        return trial(command).run(new ByteArrayInputStream(message.getBytes(ISO_8859_1)));
    }

    private Trial trial(String command) {
        return new Trial(
                new CommandFilter(
                        command, timeout, new Slots(new FilterCapacity(1, 0)), ProcessLimits.NONE, crashPolicy),
                Trial.envelope(
                        sender,
                        List.of("<first@example.com>", "second@example.com"),
                        "client.example.org",
                        "192.0.2.1"),
                new Origin(List.of("PATH=/usr/bin:/bin")),
                SessionConfig.with(deadline, StrayCr.SPACE),
                policy,
                spool);
    }
}
