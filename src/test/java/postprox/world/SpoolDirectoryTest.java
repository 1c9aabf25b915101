package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.testkit.Spooled;

/** What other users of the machine, other containers and the disk can do to the directory where messages are kept. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SpoolDirectoryTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final Path above = workspace.directory("above");
    private final Path spool = workspace.openDirectory("above/spool");
    private final MailSink sink = MailSink.start();

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chmod 777 $SPOOL | everybody may write to $SPOOL; chmod go-w $SPOOL, or chmod +t $SPOOL",
                "chmod 777 $ABOVE | everybody may write to $ABOVE; chmod go-w $ABOVE, or chmod +t $ABOVE",
                "chown games $SPOOL | $SPOOL belongs to user 5; give it to user 65534 or to root (chown), or name another"
                        + " directory",
            })
    void whereOthersCanExchangeMessagesNoneIsTaken(String doing, String reason) {
        Tools.run("sh", "-c", named(doing));
        try (Program program = launch("nobody", "-c", "true", "--no-resident").onOneSocket()) {
            assertThat(program.client().rest())
                    .isEqualTo("421 4.3.2 Service not available - proxy failed to start\r\n");
            assertThat(program.awaitExit()).isEqualTo(2);
        }
        try (Program program = launch("nobody", "-l", "0", "--foreground").onPipes()) {
            assertThat(program.awaitExit()).isEqualTo(2);
            assertThat(program.errors().toEnd())
                    .endsWith(named("postprox: -d: others could exchange messages in $SPOOL: " + reason));
        }
        Launch trial = Launch.of(installation, "try", "-d", spool.toString(), "-c", "true", "/dev/null")
                .as("nobody");
        try (Program program = trial.onPipes()) {
            assertThat(program.awaitExit()).isEqualTo(2);
        }
    }

    /** As many as may be looked at, with a process that only seems to be a filter whose message was left behind. */
    @Test
    void whatOthersMadeUnderOurNamesKillsNobodyAndStopsNoStart() throws Exception {
        String forged = "postprox-" + "0".repeat(32);
        asUser("games", "mkdir " + spool + "/" + forged + "; cd " + spool + "/" + forged + "; touch lock a.email");
        asUser("games", "cd " + spool + "; seq -f 'postprox-1%031.0f' 1 10000 | xargs touch");
        ProcessBuilder sleeping =
                new ProcessBuilder("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "sleep", "1000");
        sleeping.environment().put("EMAIL", spool + "/" + forged + "/a.email");
        Process innocent = sleeping.start();
        try (Program service = launch("nobody", "-l", "0", "--foreground").onPipes()) {
            service.errors()
                    .await("warning: others have made too many names like ours, which hide left-over files, in "
                            + spool);
            service.errors().await("listening on ");
            assertThat(innocent.isAlive()).isTrue();
        } finally {
            boolean _ = innocent.destroyForcibly().isAlive();
        }
        assertThat(workspace.list(spool.resolve(forged))).containsExactly("a.email", "lock");
    }

    /** Two containers see nothing of each other's processes, and may be started in either order. */
    @Test
    void whatIsInHandInOneContainerStaysWhileAnotherStarts() {
        Gate gate = Gate.in(workspace);
        Path container = workspace.script(
                "container",
                "exec unshare --mount --pid --fork --kill-child --mount-proc -- setpriv --reuid=nobody --regid=nogroup"
                        + " --clear-groups " + installation.launcher() + " \"$@\"\n");
        Launch launch = launch("root", "--no-resident").launcher(container);
        try (Program one = launch.with("-c", gate.filter()).onPipes()) {
            assertThat(one.client().reply()).startsWith("220");
            one.client().begin("a@example.org", "b@example.com");
            one.client().finish(MAIL);
            Path email = gate.awaitFilter();
            List<Path> inHand = Spooled.in(spool);

            try (Program other = launch.with("-c", "true").onPipes()) {
                assertThat(other.client().reply()).startsWith("220");
                assertThat(other.client().send("a@example.org", "b@example.com", MAIL))
                        .startsWith("250");
                assertThat(other.client().say("QUIT")).startsWith("221");
                assertThat(other.awaitExit()).isZero();
            }
            assertThat(Spooled.in(spool)).isEqualTo(inHand).contains(email);
            gate.open();
            assertThat(one.client().reply()).startsWith("250");
            assertThat(one.client().say("QUIT")).startsWith("221");
            assertThat(one.awaitExit()).isZero();
        }
        assertThat(workspace.list(spool)).as("also their directories").isEmpty();
    }

    /** The filter of the one shuts the directory until that of the other has failed, since it cannot read its message. */
    @Test
    void aFilterThatShutsTheDirectoryLetsNoMessageOfAnotherPassUnfiltered() {
        Gate gate = Gate.in(workspace);
        Path failed = workspace.openDirectory("flags").resolve("failed");
        String filter =
                "if grep -q shut \"$EMAIL\"; then chmod 0 \"$(dirname \"$EMAIL\")\"; until test -e FAILED; do sleep 0.1;"
                        + " done; exit 0; fi; GATE; while cat \"$EMAIL\"; do sleep 0.1; done; touch FAILED; exit 7";
        String command = filter.replace("FAILED", failed.toString()).replace("GATE", gate.filter());
        try (ProxyService service = ProxyService.start(launch("nobody", "-c", command));
                SmtpClient client = SmtpClient.connect(service.port());
                SmtpClient other = SmtpClient.connect(service.port())) {
            client.begin("a@example.org", "b@example.com");
            client.finish(MAIL);
            Path _ = gate.awaitFilter();
            other.begin("a@example.org", "b@example.com");
            other.finish("Subject: shut\r\n\r\nBody\r\n");
            gate.open();

            assertThat(client.reply()).startsWith("451 4.3.0 ");
            assertThat(other.reply()).startsWith("451 4.3.0 ");
            assertThat(sink.waiting()).isZero();
            service.log().await("warning: cannot believe the filter, .*: its directory was shut");
        }
    }

    private void asUser(String user, String script) {
        Tools.run("setpriv", "--reuid=" + user, "--regid=nogroup", "--clear-groups", "sh", "-c", script);
    }

    private Launch launch(String user, String... arguments) {
        return Launch.of(installation, sink.place(), "--log", "stderr", "-d", spool.toString())
                .with(arguments)
                .as(user);
    }

    private String named(String text) {
        return text.replace("$SPOOL", spool.toString()).replace("$ABOVE", above.toString());
    }
}
