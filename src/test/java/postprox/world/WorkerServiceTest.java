package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The processes of workers begin and end with the service that needs them. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class WorkerServiceTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final Path arrived = workspace.path("arrived");
    private final Path opened = workspace.path("opened");

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
    }

    /** A worker that refuses each message with its own number, and waits at a gate if the sender is slow@example.org. */
    private String worker() {
        Tools.run("mkfifo", "-m", "666", arrived.toString(), opened.toString());
        return workspace.script("worker", """
                while IFS= read -r line; do
                    case $line in
                        sender=slow@*) echo $$ >%s; read -r _ <%s ;;
                        '') printf 'action=REJECT worker %%s\\n\\n' $$ ;;
                    esac
                done
                """.formatted(arrived, opened)).toString();
    }

    @Test
    void aStopFinishesTheMessageInHandAndLeavesNoWorker() throws Exception {
        Program service = listening("--filter", "worker:exec " + worker() + ",workers=2");
        List<ProcessHandle> workers;
        try (service;
                SmtpClient first = client();
                SmtpClient second = client()) {
            first.begin("slow@example.org", "b@example.com");
            first.finish(MAIL);
            assertThat(Files.readString(arrived)).matches("\\d+\n");
            assertThat(second.send("a@example.org", "b@example.com", MAIL)).startsWith("554 5.7.1 worker ");
            workers = workers();
            assertThat(workers).hasSize(2);

            service.terminate();
            assertThat(second.rest()).startsWith("421 ");
            Files.writeString(opened, "go\n");
            assertThat(first.reply()).startsWith("554 5.7.1 worker ");
            assertThat(service.awaitExit()).isZero();
            assertThat(workers).as("none is left when the service has ended").noneMatch(ProcessHandle::isAlive);
            assertThat(service.errors().toEnd()).endsWith("postprox: stopped");
        }
    }

    @Test
    void theWorkersOfAKilledServiceEndByThemselves() throws Exception {
        Program service = listening("--filter", "worker:exec " + worker() + ",workers=1");
        try (service;
                SmtpClient client = client()) {
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("554 5.7.1 worker ");
            List<ProcessHandle> workers = workers();
            assertThat(workers).hasSize(1);
            Program.kill(ProcessHandle.of(jvm).orElseThrow());
            Residents.awaitEnd(workers);
        }
    }

    @Test
    void aReloadThatDropsTheFilterEndsItsWorkersWhenTheyHaveAnswered() throws Exception {
        Path file = workspace.path("postprox.conf");
        Files.writeString(
                file,
                "next-hop = 127.0.0.1:" + sink.port() + "\n[filter spam]\nfilter = worker:exec " + worker()
                        + "\nworkers = 1\n");
        Program service = listening("--config", file.toString());
        try (service;
                SmtpClient first = client();
                SmtpClient second = client()) {
            first.begin("slow@example.org", "b@example.com");
            first.finish(MAIL);
            assertThat(Files.readString(arrived)).matches("\\d+\n");
            List<ProcessHandle> workers = workers();

            Files.writeString(file, "next-hop = 127.0.0.1:" + sink.port() + "\n");
            Tools.run("/bin/kill", "-HUP", Long.toString(jvm));
            service.errors().await("configuration read again from .*: filter; filters that are gone: spam$");
            assertThat(second.send("a@example.org", "b@example.com", MAIL)).startsWith("250 ");
            assertThat(workers).hasSize(1).allMatch(ProcessHandle::isAlive);

            Files.writeString(opened, "go\n");
            assertThat(first.reply()).startsWith("554 5.7.1 worker ");
            Residents.awaitEnd(workers);
        }
    }

    @Test
    void aSessionOnPipesHasWorkersToo() {
        try (Program session = Launch.of(
                        installation,
                        "127.0.0.1:" + sink.port(),
                        "--no-resident",
                        "--log",
                        "stderr",
                        "--filter",
                        "worker:exec " + worker() + ",workers=1")
                .as("nobody")
                .onPipes()) {
            SmtpClient client = session.client();
            assertThat(client.reply()).startsWith("220");
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("554 5.7.1 worker ");
            assertThat(client.say("QUIT")).startsWith("221");
            assertThat(session.awaitExit()).isZero();
        }
    }

    /** What the log says of a worker that cannot start, and what such a worker says itself. */
    @Test
    @Tag("real-time")
    void theLogSaysWhyAWorkerDoesNotWork() {
        try (Program service =
                listening("--filter", "worker:echo no rules >&2; exit 3,name=spam,on-failure=tempfail,workers=1")) {
            try (SmtpClient client = client()) {
                assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("451 4.3.0");
            }
            service.errors().await("filter spam says: no rules");
            service.errors()
                    .await(
                            "warning: filter spam: the worker ended: exit status 3; the next start is in 1 s at the earliest");
            service.errors()
                    .await("warning: filter failed: spam: the worker ended: exit status 3; the message was refused");
        }
    }

    private int port;

    // Its number before it has children, of which Program.jvm() would take one for the JVM.
    private long jvm;

    private Program listening(String... options) {
        port = Tools.freePort();
        Launch launch = Launch.of(installation, "-l", Integer.toString(port), "--foreground", "--log", "stderr", "-v")
                .with(options);
        boolean hasFile = List.of(options).contains("--config");
        Program program = (hasFile ? launch : launch.with("127.0.0.1:" + sink.port()))
                .as("nobody")
                .onPipes();
        program.errors().await("listening on");
        jvm = program.jvm();
        return program;
    }

    private SmtpClient client() {
        SmtpClient client = SmtpClient.connect(port);
        assertThat(client.say("EHLO client.example.net")).startsWith("250");
        return client;
    }

    private List<ProcessHandle> workers() {
        return ProcessHandle.of(jvm).orElseThrow().descendants().toList();
    }
}
