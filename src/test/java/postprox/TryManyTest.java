package postprox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.BuiltJar;
import postprox.testkit.WatchedRound;

/** {@code postprox try} with a filter's file and many messages, once and at each save. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TryManyTest {
    private static final String DECIDES =
            "grep -q lottery \"$EMAIL\" && { echo '550 5.7.1 No lottery' >&2; exit 1; }\n";

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();
    private Path filter;
    private Path mail;

    @BeforeEach
    void prepare() throws IOException {
        filter = directory.resolve("filter");
        save(DECIDES + "exit 0");
        mail = Files.createDirectory(directory.resolve("mail"));
        Files.writeString(mail.resolve("clean.eml"), "Subject: lunch\n\nText\n");
        Files.writeString(mail.resolve("lottery.eml"), "Subject: lottery\n\nText\n");
        Files.writeString(mail.resolve("notes.txt"), "no message\n");
    }

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    /** As an editor does that writes a new file and gives it the old one's name. */
    private void save(String script) throws IOException {
        Path file = Files.writeString(directory.resolve("new"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(file, filter, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void eachMessageHasALineAndTheWorstIsTheExitStatus() throws Exception {
        String output = run(1, filter.toString(), mail.toString());
        assertThat(output.lines()).hasSize(2);
        assertThat(output)
                .containsPattern("(?m)^clean.eml     accepted +\\d+ ms$")
                .containsPattern("(?m)^lottery.eml   refused   550 5.7.1 No lottery +\\d+ ms$");

        save("grep -q lottery \"$EMAIL\" && { echo 'no disk' >&2; exit 2; }\nexit 0");
        assertThat(run(4, filter.toString(), mail.resolve("lottery.eml").toString(), mail + "/clean.eml"))
                .containsPattern("(?m)^lottery.eml   FAILED    exit status 2: no disk +\\d+ ms$")
                .contains(
                        "in live mail: the message passes UNFILTERED (with -r or on-failure = tempfail: refused for now)")
                .containsPattern("(?m)^clean.eml     accepted");
    }

    @Test
    void aCrashIsSaidWithItsPlaceAndAMessageThatIsGoneWithItsReason() throws Exception {
        Path script = Files.writeString(directory.resolve("filter.py"), "import os\n\nmesage.find('x')\n");
        assertThat(run(4, "-r", "-c", "/usr/bin/python3 " + script, mail.toString()))
                .contains("clean.eml     CRASHED   NameError: name 'mesage' is not defined (" + script + " line 3)")
                .contains("in live mail: refused for now (with on-failure = pass: passes UNFILTERED)");
    }

    @Test
    void verboseHasTheFullReportOfEach() throws Exception {
        assertThat(run(1, "-v", filter.toString(), mail.toString()))
                .contains("verdict   accepted: the message passes as it came\n", "verdict   refused\n");
        assertThat(run(1, filter.toString(), mail + "/lottery.eml")).startsWith("verdict   refused\n");
    }

    @Test
    void wrongUseIsSaidInOneLine() throws Exception {
        complaint(
                "there is no filter " + directory + "/none; to run a command with arguments", directory + "/none", "x");
        complaint("there is no file *.eml in the directory " + directory, filter.toString(), directory.toString());
        complaint("- stands for standard input", filter.toString(), "-", mail + "/clean.eml");
        complaint("try --watch needs messages in files", "--watch", filter.toString());
        complaint("cannot read the message " + mail + "/none.eml", filter.toString(), mail + "/none.eml");
    }

    @Test
    void aPathThatAShellWouldTakeApartIsOneWord() throws Exception {
        Path odd = Files.copy(filter, directory.resolve("my 'own' $filter"), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(run(1, odd.toString(), mail.toString())).contains("550 5.7.1 No lottery");
    }

    @Test
    void watchRunsAgainAtEachSaveAndMarksWhatChanged() throws Exception {
        Process process = start("--watch", filter.toString(), mail.toString());
        BufferedReader output = process.inputReader();
        assertThat(WatchedRound.next(output)).contains("No lottery").doesNotContain("<-");

        save(DECIDES.replace("No lottery", "No games") + "exit 0");
        assertThat(WatchedRound.next(output))
                .containsPattern("clean.eml +accepted +\\d+ ms\n")
                .containsPattern("550 5.7.1 No games +\\d+ ms +<- changed by your last save");

        Files.writeString(mail.resolve("clean.eml"), "Subject: lottery too\n\nText\n");
        assertThat(WatchedRound.next(output)).containsPattern("clean.eml +refused .*<- changed by your last save");

        Files.writeString(mail.resolve("third.eml"), "Subject: a third\n\nText\n");
        assertThat(WatchedRound.next(output)).containsPattern("third.eml +accepted");

        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
        assertThat(process.waitFor()).isEqualTo(128 + 2);
        assertThat(output.readLine()).isNull();
    }

    /** The second save is one round too: had the steps of the first been two, its line would come first. */
    @Test
    void aSaveInSeveralStepsRunsOnce() throws Exception {
        BufferedReader output =
                start("--watch", filter.toString(), mail.toString()).inputReader();
        assertThat(WatchedRound.next(output)).contains("No lottery");

        Files.delete(filter);
        save("exit 3");
        save("exit 5");
        assertThat(WatchedRound.next(output)).contains("exit status 5").doesNotContain("exit status 3");
        save("exit 7");
        assertThat(WatchedRound.next(output)).contains("exit status 7");
    }

    @Test
    void aConfigurationFileIsWatchedAndAMistakeInItIsToldUntilItIsMended() throws Exception {
        Path file =
                Files.writeString(directory.resolve("postprox.conf"), "[filter a]\nfilter = command:" + filter + "\n");
        Process process = start("--watch", "--config", file.toString(), mail.toString());
        BufferedReader output = process.inputReader();
        assertThat(WatchedRound.next(output)).contains("550 5.7.1 No lottery");

        Files.writeString(file, "[filter a]\nfilte = x\n");
        assertThat(WatchedRound.next(output)).doesNotContain("clean.eml");
        Files.writeString(file, "[filter a]\nfilter = command:exit 0\n");
        assertThat(WatchedRound.next(output)).containsPattern("lottery.eml +accepted .*<- changed by your last save");
    }

    private void complaint(String words, String... arguments) throws Exception {
        Process process = start(arguments);
        process.outputWriter().close();
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(Files.readString(directory.resolve("errors")))
                .startsWith("postprox: ")
                .contains(words);
    }

    private String run(int status, String... arguments) throws Exception {
        Process process = start(arguments);
        process.outputWriter().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor())
                .as(Files.readString(directory.resolve("errors")))
                .isEqualTo(status);
        return output;
    }

    private Process start(String... arguments) throws IOException {
        // A shell has its background jobs ignore SIGINT, and so all that the tests start, if they are one.
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                System.getProperty("java.home") + "/bin/java",
                "-jar",
                BuiltJar.path().toString(),
                "try"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(directory.resolve("errors").toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment()
                .keySet()
                .removeIf(name -> name.endsWith("JAVA_OPTIONS") || name.equals("JAVA_TOOL_OPTIONS"));
        Process process = builder.start();
        started.add(process);
        return process;
    }
}
