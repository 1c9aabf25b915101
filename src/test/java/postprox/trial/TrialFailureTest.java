package postprox.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.filter.FailurePolicy;
import postprox.filter.command.CrashPolicy;

/** What {@code postprox try} tells of a filter that fails, and what becomes of the message then. */
class TrialFailureTest extends TrialCase {
    @Test
    void failedFilterLetsTheMessagePassUnfiltered() throws IOException {
        Account account = bench.run("echo clamd is down >&2; exit 2");

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text()).startsWith("""
                        verdict   filter failed: the message passes UNFILTERED (with -r or on-failure = tempfail: refused for now)
                        reply     the next hop's own (with -r or on-failure = tempfail: 451 4.3.0 Error running content filter)
                        filter    exit status 2, after\s""");
    }

    @Test
    void failedFilterWithRejectOptionMakesTheClientComeAgain() throws IOException {
        bench.policy = FailurePolicy.TEMPFAIL;

        Account account = bench.run("exit 75");

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text()).startsWith("""
                        verdict   filter failed: refused for now (with on-failure = pass: passes UNFILTERED)
                        reply     451 4.3.0 Error running content filter (with on-failure = pass: the next hop's own)
                        filter    exit status 75, after\s""");
    }

    @Test
    void aCrashIsNamedWithItsFileAndLine() throws IOException {
        Path filter = Files.writeString(elsewhere.resolve("filter.py"), "import os\nmesage.find('x')\n");

        Account account = bench.run("/usr/bin/python3 " + filter);

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text())
                .startsWith(
                        "verdict   filter failed: the message passes UNFILTERED (with -r or on-failure = tempfail: refused for now)\n")
                .contains("\nreason    crashed: NameError: name 'mesage' is not defined (" + filter + " line 2)\n");

        bench.crashPolicy = CrashPolicy.REFUSE;
        assertThat(bench.run("/usr/bin/python3 " + filter).text())
                .contains("\nreply     554 NameError: name 'mesage' is not defined\n");
    }

    @Test
    void aCrashThatCannotBeToldFromASendersWordsIsRefusedForNow() throws IOException {
        Account account = bench.run("/usr/bin/python3 -c '1/0'");

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text())
                .startsWith("""
                        verdict   filter failed, it seems: refused for now, with -r or without
                        reply     451 4.3.0 Error running content filter
                        filter    exit status 1, after\s""")
                .contains("\nreason    perhaps crashed, unless these are a sender's words:"
                        + " ZeroDivisionError: division by zero (<string> line 1)\n");
    }

    @ParameterizedTest
    @CsvSource({
        "kill -9 $$, killed by signal 9",
        "/no/such/filter, exit status 127 (the command was not found)",
        "/dev/null, exit status 126 (the command is not executable)"
    })
    void everyWayToFailHasItsWords(String command, String ending) throws IOException {
        Account account = bench.run(command);

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text()).contains("\nfilter    " + ending + ", after ");
    }

    @Test
    void filterThatHangsIsKilledWhenItsTimeIsOver() throws IOException {
        bench.timeout = Duration.ofSeconds(1);

        assertThat(bench.run("sleep 1000 & sleep 1000").text())
                .contains("\nfilter    no verdict within 1.0 s, killed, after ");
    }

    @Test
    void messageBeyondItsDeadlineIsRefusedForNow() throws IOException {
        bench.deadline = Duration.ofSeconds(1);

        Account account = bench.run("sleep 1000");

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text()).startsWith("""
                verdict   too late: refused for now (--deadline)
                reply     451 4.3.0 Error: message took too long to process - try again later
                """);
    }

    @Test
    void anOutfileThatIsLargerThanAMessageMayBeIsTheReasonGiven() throws IOException {
        bench.messageBytes = 1000;

        Account account = bench.run("truncate -s 2M \"$OUTFILE\"");

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text())
                .startsWith("verdict   filter failed, it seems: refused for now, with -r or without\n")
                .contains("\nreason    what the filter wrote is larger than --message-size allows (1000 bytes)\n")
                .doesNotContain("OUTFILE passes");
    }

    /** RFC 1870 counts a line end as two. */
    @Test
    void aMessageThatASessionWouldRefuseForItsSizeIsNotShownToTheFilter() throws IOException {
        bench.messageBytes = 8;

        assertThat(bench.run("true", "ab\ncd\n").result()).isEqualTo(Result.PASSES);
        Account account = bench.run("touch '" + elsewhere + "/asked'", "ab\ncd\ne");
        assertThat(account.result()).isEqualTo(Result.REFUSED);
        assertThat(account.text()).isEqualTo("""
                        verdict   refused unfiltered: the message is larger than --message-size allows
                        reply     552 5.3.4 Error: message is larger than allowed here
                        """);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void unusableOutfileIsTheReasonGiven() throws IOException {
        assertThat(bench.run("rm \"$OUTFILE\"; mkfifo \"$OUTFILE\"").text()).startsWith("""
                        verdict   refused for now: cannot use what the filter wrote to OUTFILE: it is no longer a regular file
                        reply     451 4.3.0 Error: cannot store the message for its filter
                        """);
    }

    @Test
    void filterThatWritesToTheMessageIsTold() throws IOException {
        Account account = bench.run("echo more >>\"$EMAIL\"");

        assertThat(account.result()).isEqualTo(Result.FILTER_FAILED);
        assertThat(account.text()).startsWith("""
                verdict   refused for now: the filter wrote to EMAIL, replaced or removed it, which it must not; OUTFILE is the place
                reply     451 4.3.0 Error: the content filter damaged the message
                """);
    }
}
