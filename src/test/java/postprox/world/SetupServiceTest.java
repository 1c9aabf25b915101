package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code postprox setup --service}: Postfix asks a postprox that listens by itself, as the unit of systemd(1) starts it. */
class SetupServiceTest {
    @Test
    void mailGoesThroughAServiceUntilItIsUndone() {
        try (SetupSite site = new SetupSite()) {
            site.postfix().start();
            String before = site.master();
            Path file = site.configuration("grep -q REFUSE \"$EMAIL\" || exit 0; echo 550 no >&2; exit 1");
            String config = "--config=" + file;

            assertThat(site.setup("--service", config).said())
                    .contains(
                            "systemctl enable --now postprox.socket",
                            "postprox listens by itself, next hop 127.0.0.1:" + (site.proxyPort() + 1));
            Tools.Result early = site.setup("--service", "--apply", config);
            assertThat(early.said()).contains("nobody listens on 127.0.0.1:" + site.proxyPort(), "Nothing was changed");
            assertThat(early.status()).isOne();
            assertThat(site.master()).isEqualTo(before);

            try (Program _ = service(site, file, site.proxyPort())) {
                Tools.Result applied = site.setup("--service", "--apply", config);
                assertThat(applied.said())
                        .contains("postprox answers on " + site.proxyPort(), "250 2.0.0 Ok: queued as ", "accept: ");
                assertThat(site.master()).doesNotContain("spawn");
                assertThat(site.send("REFUSE")).startsWith("550 no");
                assertThat(site.setup("--undo").said()).contains("byte for byte");
                assertThat(site.send("REFUSE")).startsWith("250 ");
            }
            assertThat(site.master()).isEqualTo(before);
        }
    }

    /** A second one in front of it would filter each message twice. */
    @Test
    void aPostproxThatListensAndWasSetUpByHandIsRecognized() {
        try (SetupSite site = new SetupSite()) {
            int port = Tools.freePort();
            site.postfix().parameter("smtpd_proxy_filter", "127.0.0.1:" + port).start();
            try (Program _ = service(site, site.configuration("exit 0"), port)) {
                Tools.Result result = site.setup("/bin/true");

                assertThat(result.said()).contains("in place already, set up by hand", "postprox doctor");
                assertThat(result.status()).isOne();
            }
        }
    }

    @Test
    void theFilterOfAServiceIsThatOfItsConfigurationFile() {
        try (SetupSite site = new SetupSite()) {
            site.postfix().start();
            Tools.Result result = site.setup("--service", "/bin/true");

            assertThat(result.said()).contains("setup --service takes no filter");
            assertThat(result.status()).isEqualTo(2);
        }
    }

    /** The command line of packaging/systemd/postprox.service, with the socket that postprox.socket would give it. */
    private static Program service(SetupSite site, Path file, int port) {
        Program program = Launch.of(
                        site.installation(),
                        "--config",
                        file.toString(),
                        "--control",
                        site.workspace().openDirectory("run").resolve("control").toString(),
                        "127.0.0.1:" + (site.proxyPort() + 1))
                .as("nobody")
                .listeningOn(port);
        Patience.await("the service listens", () -> isListening(port));
        return program;
    }

    private static boolean isListening(int port) {
        try (Socket _ = new Socket(Tools.LOOPBACK, port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
