package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A service gets a signal while it is starting, as soon as others can see its socket or its pid file. A killed process has left so
 * many files that the start takes a while.
 */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SignalAtStartTest {
    private static final int LEFT_OVER_FILES = 5_000;

    private final Site site = new Site();
    private final Path socket = site.workspace().path("socket");
    private final Path pidFile = site.workspace().path("pid");

    /** Each can be the first thing that others see. */
    enum Visible {
        SOCKET,
        PID_FILE
    }

    @BeforeEach
    void leaveFiles() {
        Path left = site.workspace().directory("spool/postprox-" + "0".repeat(32));
        Tools.run("sh", "-c", "cd " + left + " && touch lock && seq 1 " + LEFT_OVER_FILES + " | xargs touch");
    }

    @AfterEach
    void cleanUp() {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void sighupIsRememberedAndServedWhenTheServiceHasStarted(Visible first) {
        try (Program service = foreground()) {
            await(first);
            Tools.run("kill", "-HUP", Long.toString(service.pid()));
            service.errors().await("SIGHUP: there is no configuration file to read again");
            assertThat(service.errors().all()).containsSubsequence("listening on ", "SIGHUP: ");
            service.terminate();
            assertThat(service.awaitExit()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void sigtermEndsItAsItEndsARunningServiceAndNothingIsLeft(Visible first) {
        try (Program service = foreground()) {
            await(first);
            service.terminate();
            assertThat(service.awaitExit()).isZero();
            assertThat(service.errors().toEnd()).doesNotContain("cannot", "error", "null");
        }
        assertThat(socket).doesNotExist();
        assertThat(pidFile).doesNotExist();
        assertThat(site.workspace().list(site.workspace().path(""))).noneMatch(name -> name.startsWith(".postprox"));
    }

    /** The user has ended the command before it said that the service has started. */
    @Test
    void theCommandThatIsEndedStartsNoService() {
        Launch launch = site.launch("--log", "syslog:/nonexistent/log", "--pidfile", pidFile.toString());
        try (Program command = launch.with("-l", "unix:" + socket).onPipes()) {
            await(Visible.SOCKET);
            List<ProcessHandle> service =
                    ProcessHandle.of(command.pid()).orElseThrow().descendants().toList();
            command.terminate();
            int _ = command.awaitExit();
            Residents.awaitEnd(service);
            assertThat(command.errors().toEnd()).doesNotContain("died");
        }
        assertThat(socket).doesNotExist();
        assertThat(pidFile).doesNotExist();
    }

    private Program foreground() {
        return site.launch("--foreground", "--log", "stderr", "--pidfile", pidFile.toString())
                .with("-l", "unix:" + socket)
                .onPipes();
    }

    private void await(Visible first) {
        Path path = first == Visible.SOCKET ? socket : pidFile;
        Patience.await("it is there", () -> Files.exists(path));
    }
}
