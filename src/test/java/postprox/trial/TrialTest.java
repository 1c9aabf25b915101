package postprox.trial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code postprox try} tells of a filter and of what it was given. */
class TrialTest extends TrialCase {
    @Test
    void acceptanceLeavesTheReplyToTheNextHop() throws IOException {
        Account account = bench.run("exit 0");

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
        bench.sender = "p".repeat(87) + "@example.com.evil.test";

        assertThat(bench.run("exit 0").text())
                .contains("SENDER=" + "p".repeat(87) + "@example.... [cut; all of it: SENDER_FULL]\n")
                .contains("SENDER_FULL=" + bench.sender + "\n")
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
        assertThat(bench.run(command + "; echo 550 no >&2; exit 1").text())
                .containsPattern("(?s)^verdict +" + verdict + "\n.*\nstderr +550 no\n.*\nwarning +" + warning + "\n$");
    }

    @Test
    void whatLooksLikeAnOversightIsHintedAt() throws IOException {
        assertThat(bench.run("false >\"$OUTFILE\"; exit 0").text())
                .contains("\nhint      the filter opened OUTFILE and left it empty");
        assertThat(bench.run("echo X: y >\"$OUTFILE\"").text())
                .contains("\nhint      the filter wrote header lines alone to OUTFILE");
        assertThat(bench.run("exit 0").text()).doesNotContain("hint");
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
            assertThat(bench.run(command, message).text()).as(command).doesNotContain(hostile);
        }
    }

    @Test
    void changesAreShownAsUnifiedDiff() throws IOException {
        Account account = bench.run("{ echo X-Filtered: yes; cat \"$EMAIL\"; } >\"$OUTFILE\"");

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
            assertThat(bench.trial("grep -q '^Subject: from a file$' \"$EMAIL\"")
                            .run(message)
                            .result())
                    .isEqualTo(Result.PASSES);
        }
    }

    @Test
    void unreadableMessageIsSaidInOneLine() throws IOException {
        // A file that can be opened, but its first bytes cannot be read (proc(5)).
        try (InputStream message = Files.newInputStream(Path.of("/proc/self/mem"))) {
            assertThatThrownBy(() -> bench.trial("true").run(message))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot read the message: Input/output error");
        }
    }

    @Test
    void variablesAreShownAsTheFilterGotThem() throws IOException {
        Account account = bench.run("env | grep -v -e ^PWD= -e ^PATH= | sort >\"" + elsewhere + "/env\"");

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
        Account account = bench.run("cat \"$EMAIL\" >\"" + seen + "\"", message);
        assertThat(account.result()).isEqualTo(Result.PASSES);
        return Files.readString(seen, ISO_8859_1);
    }
}
