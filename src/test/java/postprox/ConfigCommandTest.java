package postprox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.secondjvm.SecondJvm;

/** {@code postprox config} as a program of its own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfigCommandTest {
    /** Root goes everywhere, but not without its capabilities. */
    private static final List<String> WITHOUT_PRIVILEGES =
            List.of("unshare", "--map-root-user", "setpriv", "--bounding-set=-all", "--inh-caps=-all");

    @TempDir
    private Path directory;

    @Test
    void checkSaysAllMistakesEachOnALineOfItsOwn() throws Exception {
        Path file = write("timout = 5\nreject = perhaps\n");

        assertThat(run("config", "check", file.toString()))
                .isEqualTo(new Ended(
                        2,
                        "",
                        "postprox: " + file + ":1: there is no setting 'timout'; did you mean timeout?\n" + "postprox: "
                                + file + ":2: reject: 'perhaps' is neither yes nor no\n"));
    }

    @Test
    void checkIsContentWithAFileThatIsRight() throws Exception {
        Path file = write("timeout = 5\n");
        Ended content = new Ended(0, file + ": nothing is wrong\n", "");

        assertThat(run("config", "check", file.toString())).isEqualTo(content);
        assertThat(run("config", "check", "--config", file.toString())).isEqualTo(content);
    }

    /** What no line has wrong alone. */
    @Test
    void checkLooksAtWhatGoesTogetherAndAtTheMachine() throws Exception {
        Path file = write("listen = 25\nlog = stderr\n");
        assertThat(run("config", "check", file.toString()).errors())
                .isEqualTo(
                        "postprox: " + file + ":2: log stderr: in the background nobody reads it; add --foreground\n");

        write("\ntempdir = /no/such\n");
        assertThat(run("config", "check", file.toString()).errors())
                .isEqualTo(
                        "postprox: " + file + ":2: tempdir: /no/such is not a directory; create it or name another\n");
    }

    @Test
    void checkSaysAllThatDoesNotGoTogether() throws Exception {
        Path file =
                write("listen = 25\nlog = stderr\nresident-idle = 5\nnext-hop = 127.0.0.1:25\ntempdir = /no/such\n");

        assertThat(run("config", "check", file.toString()).errors().lines())
                .containsExactly(
                        "postprox: " + file + ":3: resident-idle has no meaning with -l",
                        "postprox: " + file + ":2: log stderr: in the background nobody reads it; add --foreground",
                        "postprox: " + file + ":4: next-hop: 127.0.0.1:25 is also where -l listens: mail would go"
                                + " round and round",
                        "postprox: " + file + ":5: tempdir: /no/such is not a directory; create it or name another");
    }

    @Test
    void checkLooksForTheDirectoriesOfFilesThatAStartMakes() throws Exception {
        Path file = write("log = /no/such/log\npidfile = /no/such/pid\n");
        assertThat(run("config", "check", file.toString()).errors().lines())
                .containsExactly(
                        "postprox: " + file
                                + ":1: log: /no/such/log: its directory is not there; create it or name another",
                        "postprox: " + file
                                + ":2: pidfile: /no/such/pid: its directory is not there; create it or name another");
    }

    @Test
    void checkLooksForTheProgramsOfFilters() throws Exception {
        Path plain = Files.writeString(directory.resolve("plain"), "x");
        Path file = write("command = /no/such/filter -x\n[filter spam]\nfilter = worker:exec /no/such/worker --fast\n"
                + "[filter virus]\nfilter = command:" + plain + " \"$EMAIL\"\n"
                + "[filter directory]\nfilter = worker:" + directory + "\n"
                + "[filter sound]\nfilter = worker:/bin/sh -c 'read x'\n"
                + "[filter unknown]\nfilter = command:X=/no/such/x; $X || /no/such/y\n");
        assertThat(run("config", "check", file.toString()).errors().lines())
                .containsExactly(
                        "postprox: " + file
                                + ":1: command: the command was not found: /no/such/filter; correct the path,"
                                + " or install the program",
                        "postprox: " + file + ":3: filter: filter spam: the command was not found: /no/such/worker;"
                                + " correct the path, or install the program",
                        "postprox: " + file + ":5: filter: filter virus: the command is not executable: " + plain
                                + "; chmod +x " + plain + ", or correct the path",
                        "postprox: " + file + ":7: filter: filter directory: the command is not executable: "
                                + directory + "; it is a directory: correct the path");
    }

    @Test
    void aStartRefusesAFilterWhoseProgramIsNotThere() throws Exception {
        Ended refused = run("127.0.0.1:1", "--filter", "worker:/no/such/worker,name=spam,on-failure=tempfail");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.errors())
                .isEqualTo(
                        "postprox: --filter: filter spam: the command was not found: /no/such/worker; correct the path,"
                                + " or install the program\n");
    }

    @Test
    void whetherAStartRefusesItIsDecidedByWhetherMessagesPassWithoutIt() throws Exception {
        String missing =
                "filter spam: the command was not found: /no/such/worker; correct the path, or install the program";
        for (String[] refused : new String[][] {{"", "-r"}, {",on-failure=tempfail", "-v"}}) {
            assertThat(run("127.0.0.1:1", refused[1], "--filter", "worker:/no/such/worker,name=spam" + refused[0]))
                    .isEqualTo(new Ended(2, "", "postprox: --filter: " + missing + "\n"));
        }
        for (String[] warned :
                new String[][] {{"", "-v"}, {",on-failure=pass", "-r"}, {",on-failure=tempfail,observe=yes", "-r"}}) {
            Ended ended = run(
                    "127.0.0.1:1",
                    warned[1],
                    "--log",
                    "stderr",
                    "--filter",
                    "worker:/no/such/worker,name=spam" + warned[0]);
            assertThat(ended.status()).as("the next hop is missing too").isEqualTo(1);
            assertThat(ended.errors())
                    .contains("postprox: warning: --filter: " + missing
                            + "; until then messages pass without this filter\n");
        }
    }

    /** The shell knows what becomes of these, whatever the first program is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/no/such/scan || exec /bin/cat",
                "/no/such/scan; exec /bin/cat",
                "/no/such/scan -x | /bin/cat",
                "/no/such/scan & exec /bin/cat",
                "exec /no/such/scan 'x' && true",
                "/no/such/scan\nexec /bin/cat"
            })
    void aCommandThatGoesOnWithoutItsFirstProgramIsNoMistake(String command) throws Exception {
        assertThat(run("127.0.0.1:1", "--filter", "command:" + command + ",on-failure=tempfail", "--log", "stderr")
                        .errors())
                .doesNotContain("/no/such/scan;", "was not found");
    }

    @Test
    void aProgramThatIsOnlyOutOfSightIsNotCalledMissing() throws Exception {
        Path shut = Files.createDirectory(directory.resolve("shut"));
        Path program = Files.createFile(shut.resolve("scan"));
        Path file = write("[filter spam]\nfilter = worker:" + program + " <x >y\n[filter other]\nfilter = worker:"
                + file() + "/scan\n");
        Files.setPosixFilePermissions(shut, Set.of());
        try {
            assertThat(SecondJvm.run(WITHOUT_PRIVILEGES, Main.class, "config", "check", file.toString())
                            .lines())
                    .containsExactly(
                            "postprox: " + file + ":2: filter: filter spam: the user root cannot look at the command "
                                    + program
                                    + ": " + shut + " is closed to that user; chmod a+x " + shut
                                    + ", move the command to an open directory, or run this as another user",
                            "postprox: " + file + ":4: filter: filter other: the command was not found: " + file()
                                    + "/scan; correct the path, or install the program");
        } finally {
            Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** A file where the path wants a directory. */
    private Path file() {
        return directory.resolve("postprox.conf");
    }

    @Test
    void showTakesNoFileForAMailServer() throws Exception {
        Path file = write("timeout = 2m\n");
        Ended shown = run("config", "show", file.toString());
        assertThat(shown.status()).isEqualTo(2);
        assertThat(shown.errors())
                .isEqualTo("postprox: config show takes a file as --config FILE; write postprox config show --config "
                        + file + "\n");
    }

    /** As a unit of systemd has it: some options stand on the command line. */
    @Test
    void checkRefusesNoFileThatAStartTakes() throws Exception {
        Path file = write("foreground = yes\npidfile = /run/postprox.pid\nlog = stderr\n");
        assertThat(run("config", "check", file.toString()).errors()).isEmpty();
        assertThat(run("config", "check", file.toString(), "-l", "10025").errors())
                .isEmpty();

        write("listen = 10025\nlog = stderr\n");
        assertThat(run("config", "check", file.toString(), "--foreground").errors())
                .isEmpty();
    }

    @Test
    void showHasEachSettingWithItsValueAndWhereThatComesFrom() throws Exception {
        Path file = write("# none\ntimeout = 2m\ndeadline = 80\ncommand = gr\u00c3\u00bc\u00ff\n");

        Ended shown = run("config", "show", "mx:26", "-t5", "-vv", "--config", file.toString());

        assertThat(shown.status()).isZero();
        assertThat(shown.output().replaceAll(" +\\(", " ("))
                .contains("timeout = 5 (command line)\n")
                .contains("verbose = 2 (command line)\n")
                .contains("next-hop = mx:26 (command line)\n")
                .contains("deadline = 80 (" + file + ":3)\n")
                .contains("command = gr\u00c3\u00bc\u00ff (" + file + ":4)\n")
                .contains("crash = fail (default)\n")
                .contains("listen = (not set)\n");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("postprox.conf"), text, ISO_8859_1);
    }

    private record Ended(int status, String output, String errors) {}

    private Ended run(String... arguments) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(SecondJvm.command(Main.class, arguments))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        int status = process.waitFor();
        return new Ended(status, Files.readString(output, ISO_8859_1), Files.readString(errors, ISO_8859_1));
    }
}
