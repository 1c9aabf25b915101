package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A program whose log is a file. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class LogFileServiceTest {
    private final ResidentSessions sessions = new ResidentSessions();
    private final Path directory = sessions.workspace().openDirectory("log");
    private final Path file = directory.resolve("postprox.log");

    @AfterEach
    void cleanUp() {
        sessions.close();
    }

    @Test
    void aServiceGoesOnInANewFileAfterSighup() throws Exception {
        Launch launch =
                sessions.launch("-l", Integer.toString(Tools.freePort()), "--foreground", "--log", file.toString());
        try (Program program = launch.onPipes()) {
            await(file, "listening on");
            Path old = Files.move(file, directory.resolve("postprox.log.1"));
            Tools.run("kill", "-HUP", Long.toString(program.pid()));
            await(file, "SIGHUP: the log goes on in " + file);
            program.terminate();
            assertThat(program.awaitExit()).isZero();
            assertThat(Files.readString(file)).endsWith(": stopped\n");
            assertThat(old).content().contains("listening on").doesNotContain("SIGHUP", "stopped");
        }
    }

    @Test
    void aResidentWritesItsSessionsThere() throws Exception {
        sessions.deliver(Standing.ON_ONE_SOCKET, sessions.launch("-v", "--log", "file:" + file));

        await(file, "accept: host=");
        assertThat(Files.readString(file)).contains("resident process started at");
    }

    @Test
    void aFileThatCannotBeWrittenIsAComplaint() {
        try (Program program =
                sessions.launch("--no-resident", "--log", "/no/such/log").onPipes()) {
            program.errors().await("postprox: cannot write the log /no/such/log: its directory is not there");
            assertThat(program.awaitExit()).isEqualTo(3);
        }
    }

    /** Looks until the words are there; the test has a bound. */
    private static void await(Path file, String words) throws Exception {
        while (!Files.exists(file) || !Files.readString(file).contains(words)) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
