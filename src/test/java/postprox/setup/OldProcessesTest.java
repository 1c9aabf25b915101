package postprox.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import postprox.world.MailSink;
import postprox.world.Patience;
import postprox.world.PostfixInstance;
import postprox.world.SmtpClient;
import postprox.world.Tools;
import postprox.world.Workspace;

/** After a reload of Postfix, no new client meets the old configuration, and nobody waits for the end of old sessions. */
class OldProcessesTest {
    private final Workspace workspace = Workspace.create();
    private final MailSink sink = MailSink.start();
    private final int port = Tools.freePort();
    private final PostfixInstance postfix = PostfixInstance.in(workspace, "mx", sink.port())
            .service("127.0.0.1:" + port + " inet n - n - 5 smtpd")
            .start();
    private final Path queue = workspace.path("mx/queue");

    @AfterEach
    void stop() {
        postfix.close();
        sink.close();
        workspace.close();
    }

    @Test
    void oneWithoutAClientIsWaitedFor() throws Exception {
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.say("QUIT")).startsWith("221");
            // It has no client any more when it has closed the connection itself.
            assertThat(client.rest()).isEmpty();
        }
        ProcessHandle server = server();
        // One that the busy machine gives no time.
        Tools.run("kill", "-STOP", Long.toString(server.pid()));
        OldProcesses old = OldProcesses.of(queue, Set.of(port));
        reload();

        var waiting = new FutureTask<>(() -> old.awaitIdleOnesEnd(Patience.LIMIT) && !server.isAlive());
        Thread waiter = Thread.ofPlatform().start(waiting);
        Patience.await("it waits", () -> waiter.getState() == Thread.State.TIMED_WAITING || !waiter.isAlive());
        assertThat(waiting.isDone()).isFalse();
        Tools.run("kill", "-CONT", Long.toString(server.pid()));

        assertThat(waiting.get()).isTrue();
    }

    @Test
    void oneWithAClientIsNot() throws IOException, InterruptedException {
        try (SmtpClient client = SmtpClient.connect(port)) {
            ProcessHandle server = server();
            OldProcesses old = OldProcesses.of(queue, Set.of(port));
            reload();

            assertThat(old.awaitIdleOnesEnd(Patience.LIMIT)).isTrue();
            assertThat(server.isAlive()).isTrue();
            assertThat(client.say("EHLO client.example")).startsWith("250");
        }
    }

    @Test
    void whereThereIsNoneNobodyWaits() throws IOException, InterruptedException {
        assertThat(OldProcesses.of(workspace.path("nowhere"), Set.of(port)).awaitIdleOnesEnd(Duration.ZERO))
                .isTrue();
    }

    private void reload() {
        Tools.run("postfix", "-c", workspace.path("mx/etc").toString(), "reload");
    }

    private ProcessHandle server() {
        long master = Long.parseLong(workspace.read("mx/queue/pid/master.pid").strip());
        return ProcessHandle.of(master)
                .orElseThrow()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/smtpd"))
                .findFirst()
                .orElseThrow();
    }
}
