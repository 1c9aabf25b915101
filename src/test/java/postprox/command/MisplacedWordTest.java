package postprox.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.Main;
import postprox.secondjvm.SecondJvm;
import postprox.world.Tools;

/** A bare word that is no known host: a mistyped command, or a next hop whose name is not known yet. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MisplacedWordTest {
    private static final String PORT_IS_MISSING =
            "a mail server of that name is written with its port, nosuchword:25; see postprox --help";

    @Test
    void whereNoClientWaitsItIsAUsageError() throws Exception {
        Process typed = start(SecondJvm.command(Main.class, "-v", "nosuchword"));

        assertThat(said(typed)).isEqualTo("postprox: there is no command 'nosuchword'; " + PORT_IS_MISSING);
        assertThat(typed.waitFor()).isEqualTo(2);
    }

    /** As before the name server is up. */
    @Test
    void aClientOnASocketHearsThatTheNextHopIsNotThereForNow() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> command = new ArrayList<>(List.of(
                    Tools.PYTHON, "-I", "-S", Tools.resource("on-socket.py"), "connect", "" + listener.getLocalPort()));
            command.addAll(SecondJvm.command(Main.class, "nosuchword", "--log", "syslog:/nonexistent/log"));
            Process session = start(command);
            try (Socket client = listener.accept()) {
                assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                        .startsWith("421 4.3.2 ");
            }
            assertThat(session.waitFor()).isEqualTo(1);
        }
    }

    @Test
    void aServiceStartsAndWarns() throws Exception {
        List<String> options = List.of("-l", "127.0.0.1:0", "--foreground", "--log", "stderr", "-c", "true");
        for (String word : List.of("nosuchword", "demoo")) {
            List<String> command = new ArrayList<>(SecondJvm.command(Main.class, word));
            command.addAll(options);
            Process service = start(command);
            try (BufferedReader lines = service.inputReader()) {
                String warning = "";
                while (warning != null && !warning.contains("no address is known for the next hop")) {
                    warning = lines.readLine();
                }
                assertThat(warning).as(word).contains(word + ":25");
            } finally {
                service.destroy();
            }
            assertThat(service.waitFor()).isZero();
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String said(Process process) throws IOException {
        try (BufferedReader lines = process.inputReader()) {
            return String.join("\n", lines.lines().toList());
        }
    }
}
