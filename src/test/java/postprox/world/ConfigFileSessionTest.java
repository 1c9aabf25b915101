package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that has its options from a file, with the native client and without. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ConfigFileSessionTest {
    private final ResidentSessions sessions = new ResidentSessions();
    private final Path file = sessions.workspace().path("postprox.conf");

    @AfterEach
    void cleanUp() {
        sessions.close();
    }

    @ParameterizedTest
    @EnumSource
    void aSessionIsServedAsTheFileSays(Standing standing) throws IOException {
        write("command = true", "log = syslog:/nonexistent/log");

        sessions.deliver(standing, launch());
    }

    @Test
    void anEditedFileHoldsForTheNextSession() throws IOException {
        write("command = true");
        sessions.deliver(Standing.ON_PIPES, launch());
        ProcessHandle first = sessions.installation().residents().only();
        sessions.deliver(Standing.ON_PIPES, launch());
        assertThat(sessions.installation().residents().only()).isEqualTo(first);

        write("command = echo 550 edited >&2; exit 1");
        try (Program program = launch().onPipes()) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().send("a@example.org", "b@example.com", ResidentSessions.MAIL))
                    .isEqualTo("550 edited");
        }
        assertThat(sessions.installation().residents().all()).hasSize(2);
    }

    @Test
    void aFileThatHasItSoGetsEachSessionAProcessOfItsOwn() throws IOException {
        write("no-resident", "  = yes");
        sessions.deliver(Standing.ON_ONE_SOCKET, launch());

        assertThat(sessions.installation().residents().all()).isEmpty();
    }

    @Test
    void aFileThatListensMakesAService() throws IOException {
        int port = Tools.freePort();
        write("listen = " + port, "foreground = yes", "log = stderr");
        try (Program program = launch().onPipes()) {
            program.errors().await("listening on 127.0.0.1:" + port);
            program.terminate();
            assertThat(program.awaitExit()).isZero();
        }
    }

    @Test
    void aWrongFileTurnsTheClientAwayAndIsSaidInTheLog() throws IOException {
        try (SyslogReceiver syslog = SyslogReceiver.in(sessions.workspace())) {
            write("log = " + syslog.target(), "reject = perhaps");
            try (Program program = launch().onOneSocket()) {
                assertThat(program.client().rest()).startsWith("421 4.3.2 ");
                assertThat(program.awaitExit()).isEqualTo(2);
            }
            syslog.lines()
                    .await("error: exit status 2: postprox: " + file + ":5: reject: 'perhaps' is neither yes nor no");
        }
    }

    /** Neither the native client, nor the launcher, nor the program waits for somebody who writes there. */
    @Test
    void aPipeInThePlaceOfTheFileIsRefusedAtOnce() {
        Tools.run("mkfifo", "-m", "644", file.toString());
        for (Launch launch : List.of(launch(), launch().with("--no-resident"), launch().with("--listen", "1"))) {
            try (Program program = launch.onPipes()) {
                assertThat(program.errors().toEnd())
                        .isEqualTo("postprox: --config: cannot read " + file
                                + ": it is a pipe, a socket or a device; name a regular file");
                assertThat(program.awaitExit()).isEqualTo(2);
            }
        }
    }

    private Launch launch() {
        return Launch.of(sessions.installation(), "--config", file.toString()).as(sessions.user());
    }

    private void write(String... lines) throws IOException {
        Files.writeString(
                file,
                "# Of a test.\nnext-hop = " + sessions.sink().place() + "\ntempdir = " + sessions.spool() + "\n"
                        + String.join("\n", lines) + "\n",
                StandardCharsets.UTF_8);
        Tools.run("chmod", "a+r", file.toString());
    }
}
