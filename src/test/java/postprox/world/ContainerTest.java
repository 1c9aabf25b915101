package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As process 1 of a container: what filters leave behind becomes our child, and no zombie when it ends. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ContainerTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final String user = Integer.toString(100_000 + Tools.freePort());
    private final Path started = workspace.path("started");
    private final Path end = workspace.path("end");
    private final Path spool = workspace.openDirectory("spool");
    private final Path container = workspace.script(
            "container",
            "exec unshare --pid --fork --kill-child --mount-proc setpriv --reuid=" + user
                    + " --regid=nogroup --clear-groups " + installation.launcher() + " \"$@\"\n");

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
        Tools.run("rm", "-rf", "/tmp/.postprox-" + user);
    }

    @Test
    void aServiceHasNoZombies() {
        int port = Tools.freePort();
        Launch service = launch("-l", Integer.toString(port), "--foreground", "--log", "stderr");
        try (Program program = service.onPipes()) {
            program.errors().await("listening on");
            try (SmtpClient client = SmtpClient.connect(port)) {
                assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
            }
            letWhatWasLeftBehindEnd();

            Patience.await(
                    "no child is left", () -> childrenOf(processOne(program)).isEmpty());
        }
    }

    @Test
    void aSessionThatAResidentServesHasNoZombies() {
        try (Program program = launch().onPipes()) {
            SmtpClient client = program.client();
            assertThat(client.reply()).startsWith("220");
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");

            letWhatWasLeftBehindEnd();

            String resident = Long.toString(installation.residents().only().pid());
            Patience.await(
                    "no child is left but the resident",
                    () -> childrenOf(processOne(program)).equals(resident));
        }
    }

    /** With a filter that leaves something behind, in a session of its own. */
    private Launch launch(String... arguments) {
        Tools.run("mkfifo", "-m", "666", started.toString(), end.toString());
        String filter = "setsid sh -c 'echo here >" + started + "; read word <" + end + "' & read word <" + started;
        return Launch.of(installation, sink.place(), "-d", spool.toString(), "-c", filter)
                .with(arguments)
                .launcher(container);
    }

    private void letWhatWasLeftBehindEnd() {
        Tools.run("/bin/sh", "-c", "echo now >" + end);
    }

    private static long processOne(Program program) {
        return ProcessHandle.of(program.pid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
    }

    /** Of a process's first thread, which adopts (proc(5)). */
    private static String childrenOf(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/task/" + pid + "/children"))
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
