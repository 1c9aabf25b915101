package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A socket that systemd has bound arrives on descriptor 0, and the units that say so. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SystemdTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";
    private static final String ANALYZE = Tools.require("/usr/bin/systemd-analyze", "systemd");

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
    }

    @Test
    void sessionsComeFromASocketThatIsBoundAlready() {
        int port = Tools.freePort();
        try (Program program = service().listeningOn(port)) {
            program.errors().await("listening on 127.0.0.1:" + port);
            try (SmtpClient one = SmtpClient.connect(port);
                    SmtpClient other = SmtpClient.connect(port)) {
                assertThat(one.send("a@example.org", "b@example.com", MAIL)).isEqualTo("250 2.0.0 Ok: queued as SINK1");
                assertThat(other.send("a@example.org", "b@example.com", MAIL))
                        .isEqualTo("250 2.0.0 Ok: queued as SINK2");
            }
            program.terminate();

            assertThat(program.awaitExit()).isZero();
            assertThat(program.errors().toEnd()).endsWith("postprox: stopped");
        }
    }

    @Test
    void aUnixSocketStaysForTheNextServiceToListenOn() {
        Path path = workspace.path("socket");
        try (Program program = service().as("root").listeningAt(path)) {
            program.errors().await("listening on unix:" + path);
            try (SmtpClient client = SmtpClient.connectSilently(path)) {
                assertThat(client.reply()).startsWith("220");
                assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
            }
            program.terminate();

            assertThat(program.awaitExit()).isZero();
        }
        assertThat(path).as("systemd's to remove, which still listens on it").exists();
    }

    @Test
    void theUnitsAreWhatSystemdUnderstands() throws IOException {
        Path units = workspace.directory("units");
        for (String name : List.of("postprox.socket", "postprox.service")) {
            String unit = Files.readString(Path.of("packaging/systemd", name))
                    .replace("/usr/sbin/postprox", installation.launcher().toString());
            workspace.file("units/" + name, unit);
        }

        Tools.Result verified = Tools.attempt(List.of(
                ANALYZE,
                "verify",
                "--man=no",
                units.resolve("postprox.socket").toString(),
                units.resolve("postprox.service").toString()));

        assertThat(verified).isEqualTo(new Tools.Result(0, ""));
    }

    @Test
    void theUnitsServiceIsStartedWithACommandLineThatTheProgramTakes() throws IOException {
        int port = Tools.freePort();
        try (Program program = unitsService().listeningOn(port)) {
            program.errors().await("listening on 127.0.0.1:" + port + ", next hop 127.0.0.1:10026");
        }
    }

    @Test
    void theUnitsReloadHasTheServiceReadItsConfigurationFileAgain() throws IOException {
        Path file = workspace.file("postprox.conf", "deadline = 80\n");
        Launch launch = unitsService().with("--config", file.toString());
        try (Program program = launch.listeningOn(Tools.freePort())) {
            program.errors().await("listening on");
            Files.writeString(file, "deadline = 70\n");
            Tools.run(setting("ExecReload")
                    .replace("$MAINPID", Long.toString(program.pid()))
                    .split(" "));
            program.errors().await("configuration read again from " + file + ": deadline$");
        }
    }

    /** At 10 all is open, at 0 nothing. The unit has less than 1.5 (systemd-analyze(1)). */
    @Test
    void theServiceIsConfined() {
        String report = Tools.run(
                ANALYZE, "security", "--offline=true", "--threshold=15", "packaging/systemd/postprox.service");

        assertThat(report).contains("Overall exposure level for postprox.service: 1.");
    }

    /** Its service, as its unit says. */
    private Launch unitsService() throws IOException {
        String words = setting("ExecStart")
                .replaceFirst("^\\S+ ", "")
                .replace("/etc/postprox/", Path.of("packaging").toAbsolutePath() + "/");
        return Launch.of(installation, words.split(" ")).with("--log", "stderr");
    }

    private static String setting(String name) throws IOException {
        return Files.readAllLines(Path.of("packaging/systemd/postprox.service")).stream()
                .filter(some -> some.startsWith(name + "="))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1);
    }

    private Launch service() {
        return Launch.of(installation, sink.place(), "-v", "--log", "stderr", "-d", "/tmp")
                .as("nobody");
    }
}
