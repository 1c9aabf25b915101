package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.testkit.WatchedRound;

/** {@code postprox try --as USER} runs a filter as Postfix's spawn(8) does. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class TryAsUserTest {
    /** What a message and its session bring along; the rest is the surroundings. */
    private static final Set<String> OF_MESSAGE = Set.of(
            "EMAIL",
            "OUTFILE",
            "EDITS",
            "RECIPIENTS_FILE",
            "SENDER",
            "SENDER_FULL",
            "RECIPIENT",
            "RECIPIENT_FULL",
            "RECIPIENTS",
            "RECIPIENTCOUNT",
            "REMOTEIP",
            "REMOTENAME",
            "REMOTENAME_FULL",
            "REMOTEPORT",
            "HELO",
            "HELO_FULL",
            "PROTOCOL",
            "IDENT",
            "SOURCE",
            "SESSION");

    private final Site site = new Site();
    private final Path spool = site.workspace().openDirectory("spool-of-try");
    private final Path results = site.workspace().openDirectory("results");

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(spool).isEmptyDirectory();
        site.close();
    }

    /** The environment, user, groups, directory, umask, limits and signals. */
    private Path telling() {
        return site.workspace().script("filter", """
                {
                    env
                    echo "user $(id -u):$(id -g), groups $(id -G)"
                    echo "directory $(pwd)"
                    echo "umask $(umask)"
                    grep -E '^(SigBlk|SigIgn|CapEff|CapPrm|CapInh|NoNewPrivs)' /proc/self/status
                } >"%s/$RECIPIENT"
                """.formatted(results));
    }

    private List<String> told(String recipient) {
        return site.workspace()
                .read("results/" + recipient)
                .lines()
                .filter(line -> !OF_MESSAGE.contains(line.replaceFirst("=.*", "")))
                .sorted()
                .collect(Collectors.toList());
    }

    @Test
    void theFilterFindsWhatItFindsUnderPostfix() {
        int port = Tools.freePort();
        Path filter = telling();
        try (PostfixInstance postfix =
                PostfixInstance.in(site.workspace(), "outer", site.sink().port())) {
            postfix.service("127.0.0.1:" + port + " inet n n n - 1 spawn user=nobody argv="
                            + site.installation().launcher() + " -d " + site.spool() + " -c " + filter
                            + " "
                            + site.sink().place())
                    .start();
            try (SmtpClient client = SmtpClient.connect(port)) {
                assertThat(client.say("EHLO client.example.net")).startsWith("250");
                assertThat(client.send("a@example.org", "spawn", "Subject: x\r\n\r\nBody\r\n"))
                        .startsWith("250");
            }
            Path config = site.workspace().path("outer/etc");
            Tools.Result tried = tryAs(
                    "nobody",
                    config,
                    "--recipient",
                    "try",
                    filter.toString(),
                    message().toString());
            assertThat(tried.said()).startsWith("verdict   accepted: the message passes as it came\n");
        }

        assertThat(told("try"))
                .contains(
                        "PATH=/usr/bin:/bin",
                        "umask 0077",
                        "directory " + site.workspace().path("outer/queue"))
                .isEqualTo(told("spawn"));
    }

    /** A message that only root may read. */
    private Path message() {
        Path message = site.workspace().file("message.eml", "Subject: x\n\nBody\n");
        try {
            return Files.setPosixFilePermissions(message, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aDirectoryThatIsClosedToTheUserIsNamed() throws Exception {
        Path shut = site.workspace().directory("shut");
        Path filter = site.workspace().script("shut/filter", "exit 0\n");
        Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rwx------"));

        Tools.Result tried = tryAs(
                "nobody",
                Path.of("/etc/postfix"),
                "-r",
                filter.toString(),
                message().toString());

        assertThat(tried.status()).isEqualTo(4);
        assertThat(tried.said())
                .contains("\nreply     451 4.3.0 Error running content filter")
                .contains("\nhint      the user nobody cannot look at the command " + filter + ": " + shut
                        + " is closed to that user; chmod a+x " + shut);

        Tools.Result script = tryAs(
                "nobody",
                Path.of("/etc/postfix"),
                "-c",
                "/usr/bin/python3 " + filter,
                message().toString());
        assertThat(script.said()).contains(filter + ": " + shut + " is closed to that user; chmod a+x " + shut);
    }

    @Test
    void manyMessagesHaveALineEachAndWhatTheUserMayNotDoFails() {
        Path filter = site.workspace().script("filter", "cat /etc/shadow >/dev/null || exit 3\n");
        Path message = message();
        Tools.Result tried =
                tryAs("nobody", Path.of("/etc/postfix"), filter.toString(), message.toString(), message.toString());

        assertThat(tried.status()).isEqualTo(4);
        assertThat(tried.said()
                        .lines()
                        .filter(line -> line.contains("FAILED    exit status 3: cat: /etc/shadow: Permission denied")))
                .hasSize(2);
    }

    /** The filter becomes readable for its user by the save, which root could have done without. */
    @Test
    void watchRunsTheFilterAsThatUserAtEachSave() throws Exception {
        Path filter = site.workspace().script("filter", "test -r /etc/shadow && exit 0; exit 3\n");
        ProcessBuilder builder = new ProcessBuilder(
                        site.installation().launcher().toString(),
                        "try",
                        "--watch",
                        "--as",
                        "nobody",
                        "-d",
                        spool.toString(),
                        filter.toString(),
                        message().toString())
                .redirectErrorStream(true);
        builder.environment().put("MAIL_CONFIG", "/etc/postfix");
        Process process = builder.start();
        try (BufferedReader output = process.inputReader()) {
            assertThat(WatchedRound.next(output)).contains("message.eml   FAILED    exit status 3");

            Path _ = site.workspace().script("filter", "echo \"550 5.7.1 by $(id -un)\" >&2; exit 1\n");
            assertThat(WatchedRound.next(output))
                    .contains("refused   550 5.7.1 by nobody")
                    .contains("<- changed by your last save");
        } finally {
            process.destroy();
            assertThat(process.waitFor()).isEqualTo(128 + 15);
        }
    }

    @Test
    void whatCannotBeIsSaidWithWhatToDo() {
        complaint("--as: there is no user 'nosuchuser'; adduser --system", "nosuchuser");
        complaint("--as: spawn(8) starts nothing as root", "root");
        complaint("--as: there is no group 'nosuchgroup'", "nobody:nosuchgroup");
        complaint("--as: ':x' is no user; write USER or USER:GROUP", ":x");
        Tools.Result unprivileged = Tools.attempt(List.of(
                "/usr/bin/setpriv",
                "--reuid=nobody",
                "--regid=nogroup",
                "--clear-groups",
                site.installation().launcher().toString(),
                "try",
                "--as",
                "nobody",
                "-c",
                "true",
                "/etc/passwd"));
        assertThat(unprivileged.status()).isEqualTo(2);
        assertThat(unprivileged.said()).contains("--as needs root: call this by sudo");
    }

    private void complaint(String words, String user) {
        Tools.Result tried =
                tryAs(user, Path.of("/etc/postfix"), "-c", "true", message().toString());
        assertThat(tried.status()).isEqualTo(2);
        assertThat(tried.said()).contains(words);
    }

    private Tools.Result tryAs(String user, Path config, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/env",
                "MAIL_CONFIG=" + config,
                "SECRET=of the shell",
                site.installation().launcher().toString(),
                "try",
                "--as",
                user,
                "-d",
                spool.toString()));
        command.addAll(List.of(arguments));
        return Tools.attempt(command);
    }

    /** A program can type into the terminal that it has (TIOCSTI), and this one is root's. */
    @Test
    void theFilterHasNotTheTerminalOfRoot() {
        Path filter = site.workspace().script("filter", "if (: </dev/tty) 2>/dev/null; then exit 3; fi\n");
        String command = String.join(
                " ",
                site.installation().launcher().toString(),
                "try --as nobody -d",
                spool.toString(),
                "-c",
                filter.toString(),
                message().toString());

        Tools.Result tried = Tools.attempt(List.of("/usr/bin/script", "-qec", command, "/dev/null"));

        assertThat(tried.said()).contains("accepted");
        assertThat(tried.status()).isZero();
    }
}
