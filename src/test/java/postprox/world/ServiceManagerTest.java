package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service manager that wants to know hears how a service goes, by the words of sd_notify(3). */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ServiceManagerTest {
    private static final String LISTENING = "import socket,sys; s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM);"
            + " s.bind(sys.argv[1].replace('@','\\0')); print('ready',flush=True)\n"
            + "while True: print(s.recv(9999).decode(),flush=True)";

    private final Handovers service = new Handovers();
    private final int port = Tools.freePort();
    private final String place = "@postprox-test-" + port;
    private final Process manager = listening();
    private final Lines heard = Lines.of(manager.getInputStream());

    @AfterEach
    void cleanUp() {
        manager.destroyForcibly();
        service.close();
    }

    private Process listening() {
        try {
            return new ProcessBuilder(Tools.PYTHON, "-I", "-c", LISTENING, place).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Launch supervised(String... arguments) {
        heard.await("^ready$");
        return service.launch(arguments).environment("NOTIFY_SOCKET", place);
    }

    @Test
    void itHearsWhenTheServiceServesWhoTakesOverAndThatItStops() {
        try (Program program = supervised().listeningOn(port)) {
            heard.await("^READY=1$");
            heard.await("^STATUS=Listening on 127.0.0.1:" + port + ", next hop "
                    + service.site().sink().place() + "$");
            service.awaitControl();
            ProcessHandle next = service.upgraded();
            heard.await("^MAINPID=" + next.pid() + "$");
            assertThat(program.awaitExit()).isZero();
            assertThat(heard.all()).doesNotContain("STOPPING");

            boolean _ = next.destroy();
            heard.await("^STOPPING=1$");
            heard.await("^EXTEND_TIMEOUT_USEC=95000000$");
            Residents.awaitEnd(List.of(next));
        }
    }

    @Test
    void theThreadThatAcceptsSaysThatItIsAliveIfThatIsAskedForAndSoDoesItsSuccessor() {
        Launch watched = supervised("--foreground", "-l", "127.0.0.1:" + port).environment("WATCHDOG_USEC", "200000");
        try (Program program = watched.onPipes()) {
            heard.await("^WATCHDOG=1$", 3);
            try (SmtpClient client = SmtpClient.connect(port)) {
                assertThat(client.say("QUIT")).startsWith("221");
            }
            service.awaitControl();
            ProcessHandle next = service.upgraded();
            assertThat(program.awaitExit()).isZero();
            int before = (int) heard.all().lines().filter("WATCHDOG=1"::equals).count();
            heard.await("^WATCHDOG=1$", before + 3);
            assertThat(next.isAlive()).isTrue();
        }
    }

    /** It would take the end of this process for the end of the service. */
    @Test
    void ifTheManagerCannotBeToldWhoServesAllStaysAsItWas() {
        heard.await("^ready$");
        String nobody = service.site().workspace().path("nobody").toString();
        try (Program program = service.launch("-l", "127.0.0.1:" + port, "--foreground")
                .environment("NOTIFY_SOCKET", nobody)
                .onPipes()) {
            service.awaitControl();
            Tools.Result result = service.upgrade();

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.said())
                    .contains("goes on as before: the service manager at NOTIFY_SOCKET cannot be told");
            assertThat(service.asked().pid()).isEqualTo(program.pid());
            Residents.awaitEnd(service.processes().stream()
                    .filter(one -> one.pid() != program.pid())
                    .toList());
        }
    }

    /** It would end all processes of the service as soon as the first one ends. */
    @Test
    void aProcessWhoseManagerHearsNothingIsNotReplaced() {
        // The shell is the process that is started, and becomes the program.
        try (Program program = service.launch("-l", "127.0.0.1:" + port, "--foreground")
                .launcher(service.site()
                        .workspace()
                        .script(
                                "started",
                                "SYSTEMD_EXEC_PID=$$ exec "
                                        + service.site().installation().launcher() + " \"$@\"\n"))
                .onPipes()) {
            service.awaitControl();
            Tools.Result result = service.upgrade();

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.said())
                    .contains("goes on as before: systemd would take its end for the end of the service, since the unit"
                            + " does not have Type=notify: systemctl restart it instead");
            assertThat(service.asked().pid()).isEqualTo(program.pid());
        }
    }
}
