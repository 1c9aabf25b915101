package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** systemd has one service, whichever process serves. */
@Tag("full")
@Timeout(value = 600, threadMode = SEPARATE_THREAD)
class SystemdUpgradeTest {
    private static final String SOURCE = Tools.require("/usr/sbin/smtp-source", "postfix");
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";
    private static final int MESSAGES = 3000;

    private final Site site = new Site();
    private final int port = Tools.freePort();
    private final SystemdMachine machine = start();

    private SystemdMachine start() {
        try {
            SystemdMachine made = SystemdMachine.start(
                    site.workspace(), site.installation(), port, site.sink().port());
            made.systemctl("start", "postprox.socket", "postprox.service");
            made.awaitControl();
            return made;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void cleanUp() {
        machine.close();
        site.close();
    }

    private void assertServed() {
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250 ");
        }
    }

    private String mainProcess() {
        return machine.property("MainPID");
    }

    @Test
    void theStatusSaysWhatItDoes() {
        assertThat(machine.property("StatusText"))
                .isEqualTo("Listening on 127.0.0.1:" + port + ", next hop "
                        + site.sink().place());
        assertThat(machine.property("ActiveState")).isEqualTo("active");
    }

    @Test
    void underLoadTheServiceIsUpgradedAndNobodyIsRefused() throws Exception {
        Process source = new ProcessBuilder(
                        SOURCE,
                        "-s",
                        "20",
                        "-m",
                        Integer.toString(MESSAGES),
                        "-N",
                        "-f",
                        "a@example.org",
                        "-t",
                        "b@example.com",
                        "127.0.0.1:" + port)
                .redirectErrorStream(true)
                .start();
        Set<String> processes = new TreeSet<>(Set.of(mainProcess()));
        int upgrades = 0;
        while (upgrades == 0 || (source.isAlive() && upgrades < 10)) {
            Tools.Result result = machine.upgrade();
            assertThat(result.status()).as(result.said()).isZero();
            upgrades++;
            String before = String.join(" ", processes);
            Patience.await(
                    "another process is the service's, not one of " + before, () -> processes.add(mainProcess()));
        }
        String said = new String(source.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(source.waitFor()).as(said).isZero();
        List<String> recipients = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            recipients.add(site.sink().await().envelope().getLast());
        }
        assertThat(recipients).doesNotHaveDuplicates();
        assertThat(site.sink().waiting()).isZero();
        assertThat(machine.property("NRestarts")).isEqualTo("0");
        assertThat(machine.property("ActiveState")).isEqualTo("active");
        assertServed();
    }

    /** The messages in hand are the old process's, and the stop is told to the new one. */
    @Test
    void aStopAfterAnUpgradeStopsBothGently() {
        try (SmtpClient client = SmtpClient.connect(port)) {
            client.begin("a@example.org", "b@example.com");
            assertThat(machine.upgrade().status()).isZero();
            machine.systemctl("stop", "--no-block", "postprox.socket", "postprox.service");
            Patience.await("it stops", () -> machine.property("ActiveState").equals("deactivating"));
            client.finish(MAIL);

            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.rest()).startsWith("421 ");
        }
        Patience.await("it has stopped", () -> machine.property("ActiveState").equals("inactive"));
        assertThat(machine.property("Result")).isEqualTo("success");
    }

    @Test
    void aProcessThatTookOverIsWatchedAndStartedAgain() {
        assertThat(machine.upgrade().status()).isZero();
        Set<String> signs = new TreeSet<>();
        Patience.await("it says that it is alive", () -> {
            signs.add(machine.property("WatchdogTimestampMonotonic"));
            return signs.size() >= 4;
        });
        String killed = mainProcess();
        assertThat(machine.attempt("kill", "-9", killed).status()).isZero();

        Patience.await("another process is started", () -> !Set.of("0", killed).contains(mainProcess()));
        assertServed();
    }

    @Test
    void aProgramThatDoesNotComeUpLeavesTheServiceAsItIs() {
        String before = mainProcess();
        assertThat(machine.attempt("sh", "-c", "echo 'exit 3' >/opt/postprox/scripts/program.sh")
                        .status())
                .isZero();

        // The program that asks is another copy, since that one is broken too.
        assertThat(machine.attempt(
                                Tools.PYTHON,
                                "-I",
                                "-c",
                                "import socket; s=socket.socket(socket.AF_UNIX); s.connect('/run/postprox/control');"
                                        + " s.sendall(b'{\"protocol\":1,\"ask\":\"upgrade\","
                                        + "\"program\":\"/opt/postprox/postprox\"}\\n');"
                                        + " print(b''.join(iter(lambda: s.recv(9999), b'')).decode())")
                        .said())
                .contains("\"failed\":\"the new process did not start: ");
        assertThat(mainProcess()).isEqualTo(before);
        assertThat(machine.property("ActiveState")).isEqualTo("active");
        assertServed();
    }
}
