package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.testkit.BalancerHeader;

/** The real program behind a balancer, in each way in which it can listen. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ProxyProtocolServiceTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";
    private static final String HEADER = BalancerHeader.v1("203.0.113.7", 40_000);

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
    }

    @Test
    void aFilterKnowsTheClientThatABalancerTells() {
        Path seen = workspace.openDirectory("seen").resolve("client");
        Launch launch = service("-c", "echo \"$REMOTEIP $REMOTEPORT $SOURCE\" >" + seen);
        try (ProxyService proxy = ProxyService.start(launch.with("--proxy-protocol", "127.0.0.1"))) {
            try (SmtpClient client = SmtpClient.connectSilently(proxy.port())) {
                client.write(HEADER);
                assertThat(client.reply()).startsWith("220");
                assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
            }
            assertThat(seen).hasContent("203.0.113.7 40000 REMOTE");
        }
    }

    @Test
    void aSocketThatSystemdHasBoundServesBalancersToo() {
        int port = Tools.freePort();
        try (Program program = service("--proxy-protocol", "127.0.0.1").listeningOn(port)) {
            program.errors().await("listening on 127.0.0.1:" + port);
            try (SmtpClient silent = SmtpClient.connectSilently(port);
                    SmtpClient client = SmtpClient.connectSilently(port)) {
                client.write(HEADER);
                assertThat(client.reply()).startsWith("220");
                program.terminate();
                assertThat(silent.rest()).isEmpty();
                assertThat(client.rest()).startsWith("421 ");
            }
            assertThat(program.awaitExit()).isZero();
        }
    }

    @Test
    void aUnixSocketIsNamedUnix() {
        Path path = workspace.path("socket");
        try (Program program = service("--proxy-protocol", "192.0.2.1,unix", "--xforward-from", "203.0.113.7")
                .as("root")
                .listeningAt(path)) {
            program.errors().await("listening on unix:" + path);
            try (SmtpClient client = SmtpClient.connectSilently(path)) {
                client.write(HEADER);
                assertThat(client.reply()).startsWith("220");
                assertThat(client.say("XFORWARD ADDR=192.0.2.1")).startsWith("250");
                assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
            }
            program.errors().await("accept: host=192.0.2.1 ");
        }
        try (Program program =
                service("--proxy-protocol", "0.0.0.0/0").as("root").listeningAt(workspace.path("other"))) {
            program.errors().await("listening on unix:");
            try (SmtpClient client = SmtpClient.connectSilently(workspace.path("other"))) {
                assertThat(client.rest()).isEmpty();
            }
            program.errors().await("warning: connections refused: 1; unix is not in --proxy-protocol");
        }
    }

    @Test
    void theListIsReadAgainAtSighup() throws IOException {
        Path file = workspace.file("postprox.conf", "proxy-protocol = 192.0.2.1\n");
        try (ProxyService proxy = ProxyService.start(service("--config", file.toString()))) {
            try (SmtpClient client = SmtpClient.connectSilently(proxy.port())) {
                assertThat(client.rest()).isEmpty();
            }
            Files.writeString(file, "proxy-protocol = 127.0.0.0/8, 192.0.2.1\n");
            Tools.run("kill", "-HUP", Long.toString(proxy.jvm()));
            proxy.log().await("configuration read again from " + file + ": proxy-protocol$");
            try (SmtpClient client = SmtpClient.connectSilently(proxy.port())) {
                client.write(HEADER);
                assertThat(client.reply()).startsWith("220");
            }
        }
    }

    /** Nobody knows who is behind a connection that another program has accepted: a header would be anybody's. */
    @Test
    void aSessionOnStandardInputIsRefused() {
        for (String how : new String[] {"--no-resident", "--resident-idle=100"}) {
            try (Program program = service("--proxy-protocol", "127.0.0.1", how).onOneSocket()) {
                assertThat(program.client().rest()).startsWith("421 4.3.2 ");
                assertThat(program.awaitExit()).isEqualTo(2);
            }
        }
    }

    /** As behind xinetd, whose log of refusals is not ours. */
    @Test
    void onlyNamedServersAreBelievedOnStandardInputToo() {
        try (Program program =
                service("--no-resident", "--xforward-from", "192.0.2.1").onOneSocket()) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().say("XFORWARD ADDR=192.0.2.1")).startsWith("550 5.7.0 ");
            assertThat(program.client().say("QUIT")).startsWith("221");
        }
        try (Program program =
                service("--no-resident", "--xforward-from", "unix").onPipes()) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().say("XFORWARD ADDR=192.0.2.1")).startsWith("250");
            assertThat(program.client().say("QUIT")).startsWith("221");
        }
    }

    private Launch service(String... options) {
        return Launch.of(installation, sink.place(), "-v", "--log", "stderr", "-d", "/tmp")
                .with(options)
                .as("nobody");
    }
}
