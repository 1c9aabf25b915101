package postprox.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code postprox try} names the mistakes that everybody makes, each with its remedy, and says nothing of a filter that is right. */
class HintsTest extends TrialCase {
    private static final String MESSAGE =
            "From: Anna <anna@example.org>\nTo: Bob <bob@example.com>\nSubject: Lunch on Friday?\n\nAt noon?\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "grep -q viagra && exit 1; exit 0 ! the filter read its standard input, which is empty ! cat \"$EMAIL\"",
                "cat >/dev/null ! the filter read its standard input ! EMAIL is the name of the file",
                "sed s/noon/one/ \"$EMAIL\" ! wrote the message to standard output, which goes nowhere ! >\"$OUTFILE\"",
                "sed -i s/noon/one/ \"$EMAIL\" ! another file stands in the place of EMAIL, as after sed -i ! >\"$OUTFILE\"",
                "echo more >>\"$EMAIL\" ! write the changed message to OUTFILE ! >\"$OUTFILE\"",
                "{ echo X-Seen: yes; cat /no/such/file; } >\"$OUTFILE\"; exit 0 ! so that the message loses its body ! || exit 2",
                "cat /no/such/file >\"$OUTFILE\"; exit 0 ! opened OUTFILE and left it empty ! || exit 2",
                "set -e; cat /no/such/file; exit 0 ! a command's own complaint: with set -e ! || exit 2",
                "set -e; grep -q nothing \"$EMAIL\"; exit 0 ! did a command fail (set -e)? ! >&2",
                "echo 550 No; exit 1 ! Words for the sender go to standard error ! >&2",
                "echo No >&2; exit 1 ! the client hears 554, which is for good ! 451 4.7.1 Try again later",
                "' ' ! the command is empty ! all mail passes unfiltered",
                "scripts/filter --quick ! Postfix runs a filter in the directory of its queue ! /scripts/filter",
                "if true ! the shell cannot read the script ! sh -n",
            })
    void aMistakeIsNamedWithItsRemedy(String command, String mistake, String remedy) throws IOException {
        assertThat(hints(command)).contains(mistake).contains(remedy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mesage.find('x')", "import nosuchmodule", "def main("})
    void aCrashIsToldFromARefusal(String line) throws IOException {
        Path filter = Files.writeString(elsewhere.resolve("filter.py"), "import os\n" + line + "\n");

        assertThat(hints("/usr/bin/python3 " + filter)).contains("a crash and no refusal: mend that line");
        assertThat(hints("/usr/bin/python3 -c '1/0'")).contains("name the script in -c by its whole path");
    }

    @Test
    void aFileThatCannotBeRunIsToldWhy() throws IOException {
        Path filter = Files.writeString(elsewhere.resolve("filter"), "#!/bin/sh\nexit 0\n");
        assertThat(hints(filter.toString())).contains("not executable").contains("chmod +x " + filter);

        Files.setPosixFilePermissions(filter, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(hints(filter.toString())).isEmpty();
        Files.writeString(filter, "#!/bin/sh\r\nexit 0\r\n");
        assertThat(hints(filter.toString())).contains("ends with CR").contains("dos2unix " + filter);
        Files.writeString(filter, "");
        assertThat(hints(filter.toString())).contains("the filter's file is empty");
    }

    /** Nobody but the sender chooses where a value of more than 99 bytes ends. */
    @Test
    void aValueThatWasCutIsNamedIfTheFilterDecidesByIt() throws IOException {
        bench.sender = "a".repeat(87) + "@example.com.evil.net";
        String decides = "case $%s in *@example.com) exit 0;; *) exit 0;; esac";

        assertThat(hints(decides.formatted("SENDER")))
                .contains("SENDER was cut")
                .contains("decide by SENDER_FULL");
        assertThat(hints(decides.formatted("SENDER_FULL"))).isEmpty();
        Path script = Files.writeString(
                elsewhere.resolve("filter.py"), "import os\nos.environ['SENDER'].endswith('@example.com')\n");
        assertThat(hints("/usr/bin/python3 " + script)).contains("decide by SENDER_FULL");

        bench.sender = "a@example.com";
        assertThat(hints(decides.formatted("SENDER"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "exit 0",
                "grep -i lunch \"$EMAIL\"",
                "cat \"$EMAIL\" >/dev/null; cat; exit 0",
                "case $SENDER_FULL in *@spam.example) exit 1;; esac",
                "echo '550 5.7.1 No' >&2; exit 1",
                "sed s/noon/one/ \"$EMAIL\" >\"$OUTFILE\"",
                "wc -c <\"$EMAIL\"; echo scanned: OK",
                "echo trouble >&2; exit 2",
            })
    void aFilterThatIsRightGetsNoHint(String command) throws IOException {
        assertThat(hints(command)).isEmpty();
    }

    /** The lines of the report that are hints. */
    private String hints(String command) throws IOException {
        return bench.run(command, MESSAGE)
                .text()
                .lines()
                .filter(line -> line.startsWith("hint "))
                .reduce("", (all, line) -> all + line + "\n");
    }
}
