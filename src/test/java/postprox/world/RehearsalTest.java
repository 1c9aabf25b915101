package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The process in which the build rehearses a session and two services at once. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class RehearsalTest {
    private final Site site = new Site();

    @AfterEach
    void cleanUp() {
        site.close();
    }

    /** The service that has nothing in hand ends at once; the other has a message, and a directory to remove. */
    @Test
    void noneOfItsServicesCutsAnotherOff() throws IOException {
        Gate gate = Gate.in(site.workspace());
        int idle = Tools.freePort();
        int busy = Tools.freePort();
        try (Program program = start(
                        "-c true " + common(),
                        "-l " + idle + " --foreground " + common(),
                        "-l " + busy + " --foreground -c " + gate.filter() + " " + common());
                SmtpClient session = program.client()) {
            assertThat(session.reply()).startsWith("220");
            assertThat(session.say("QUIT")).startsWith("221");
            Patience.await("both services listen", () -> listens(idle) && listens(busy));
            try (SmtpClient client = SmtpClient.connect(busy)) {
                client.begin("a@example.org", "b@example.com");
                client.finish("Subject: hello\r\n\r\nBody\r\n");
                Path _ = gate.awaitFilter();

                program.terminate();
                Patience.await("the idle service ends", () -> !listens(idle));
                gate.open();

                assertThat(client.reply()).startsWith("250");
            }
            int _ = program.awaitExit();
        }
        assertThat(site.workspace().list(site.spool())).isEmpty();
    }

    private String common() {
        return "--log syslog:/nonexistent/log -d " + site.spool() + " "
                + site.sink().place();
    }

    private Program start(String... commandLines) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-jar",
                site.installation().jar().toString(),
                "rehearse",
                "--");
        builder.command().addAll(List.of(commandLines));
        Process process = builder.start();
        return new Program(process, SmtpClient.over(process));
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(Tools.LOOPBACK, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
