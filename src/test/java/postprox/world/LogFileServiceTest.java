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

    /** By the native client, which has more to send than a resident takes. */
    @Test
    void theNativeClientWritesThereToo() throws Exception {
        Launch launch = sessions.launch("--log", file.toString()).environment("MUCH", "x".repeat(70_000));
        sessions.deliver(Standing.ON_PIPES, launch);

        assertThat(file)
                .content()
                .containsPattern(
                        "(?m)^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d postprox\\[\\d+]: warning: no resident"
                                + " process at .* Message too \\w+; the session is served without a resident process$");
    }

    @Test
    void theLauncherWritesThereWhyAProgramDidNotStart() throws Exception {
        Launch launch = sessions.launch("--log", "file:" + file, "--crash=maybe");
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().rest()).startsWith("421 4.3.2 ");
            assertThat(program.awaitExit()).isEqualTo(2);
        }

        assertThat(file)
                .content()
                .containsPattern(
                        "(?m)^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d postprox\\[\\d+]: error: exit status 2:"
                                + " postprox: --crash: 'maybe' is neither fail nor refuse$");
    }

    /** The JVM writes a list of its threads at SIGQUIT. */
    @Test
    void eachLineOfALongComplaintBeginsAsLinesDo() throws Exception {
        Launch launch = sessions.launch("--no-resident", "--log", file.toString());
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().reply()).startsWith("220");
            Tools.run("kill", "-QUIT", Long.toString(program.jvm()));
            // A JVM that ends first writes no list.
            await(Path.of("/proc/" + program.jvm() + "/fd/2"), "Full thread dump");
            assertThat(program.client().say("QUIT")).startsWith("221");
            assertThat(program.awaitExit()).isZero();
        }

        await(file, "Full thread dump");
        assertThat(Files.readAllLines(file))
                .hasSizeGreaterThan(10)
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[^ ]+ postprox\\[\\d+]: (error|warning): .*"));
    }

    @Test
    void aFileThatCannotBeWrittenIsAComplaint() {
        try (Program program =
                sessions.launch("--no-resident", "--log", "/no/such/log").onPipes()) {
            program.errors().await("postprox: cannot write the log /no/such/log: its directory is not there");
            assertThat(program.awaitExit()).isEqualTo(3);
        }
    }

    @Test
    void aPipeThatNobodyReadsIsAComplaintAndHoldsUpNoClient() {
        String complaint = ": it is a pipe that no program reads; start its reader first, or name a file";
        Tools.run("mkfifo", "-m", "666", file.toString());
        Launch launch = sessions.launch("--log", file.toString());
        try (Program program = launch.onPipes()) {
            program.errors().await("postprox: cannot write the log " + file + complaint);
            assertThat(program.awaitExit()).isEqualTo(3);
        }
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().rest()).startsWith("421 4.3.2 ");
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
