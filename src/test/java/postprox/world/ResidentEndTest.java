package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.testkit.Spooled;

/** How a warm process ends, or fails to serve: what becomes of the sessions that it has, and of the next ones. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ResidentEndTest {
    private final ResidentSessions sessions = new ResidentSessions();

    @AfterEach
    void cleanUp() {
        sessions.close();
    }

    @Test
    void whenTheProcessIsKilledItsSessionsEndWithoutAReplyAndTheNextOneWorks() {
        killTheProcess(Standing.ON_ONE_SOCKET);
    }

    @Test
    @Tag("full")
    void whenTheProcessIsKilledThatHoldsOnPipesToo() {
        killTheProcess(Standing.ON_PIPES);
    }

    private void killTheProcess(Standing standing) {
        Gate gate = Gate.in(sessions.workspace());
        try (Program program = standing.start(sessions.launch("-c", gate.filter()))) {
            assertThat(program.client().reply()).startsWith("220");
            program.client().begin("a@example.org", "b@example.com");
            program.client().finish(ResidentSessions.MAIL);
            Path _ = gate.awaitFilter();
            kill(sessions.installation().residents().only());

            assertThat(program.client().rest()).isEmpty();
            assertThat(program.awaitExit()).isEqualTo(3);
            // The filter lives on without anybody to report to.
            gate.open();
        }
        assertThat(sessions.sink().waiting()).isZero();

        sessions.deliver(standing, sessions.launch("-c", "true"));
        sessions.deliver(standing, sessions.launch("-c", gate.filter()), gate::pass);
        assertThat(Spooled.in(sessions.spool()))
                .as("what the killed process left")
                .isEmpty();
    }

    /** More than fit into the socket's queue (net.unix.max_dgram_qlen, 10): some wait to be let in. */
    @Test
    void whenTheProcessIsKilledThoseThatWaitForItShareTheNextOne() {
        sessions.deliver(Standing.ON_PIPES, sessions.launch());
        ProcessHandle first = sessions.installation().residents().only();
        halt(first);
        List<Program> programs =
                Stream.generate(() -> sessions.launch().onPipes()).limit(30).toList();
        programs.forEach(Program::awaitNativeClient);
        kill(first);

        programs.forEach(program ->
                assertThat(program.client().reply()).as("its greeting").startsWith("220"));
        assertThat(sessions.installation().residents().only()).isNotEqualTo(first);
        assertThat(sessions.installation().residents().alone()).isEmpty();
        for (Program program : programs) {
            program.close();
        }
    }

    @Test
    void whenItsOwnProcessIsKilledASessionEnds() {
        killTheSession(Standing.ON_ONE_SOCKET);
    }

    @Test
    @Tag("full")
    void whenItsOwnProcessIsKilledThatHoldsOnPipesToo() {
        killTheSession(Standing.ON_PIPES);
    }

    private void killTheSession(Standing standing) {
        try (Program program = standing.start(sessions.launch())) {
            assertThat(program.client().reply()).startsWith("220");
            program.client().begin("a@example.org", "b@example.com");
            program.client().write("Subject: half\r\n");
            program.kill();

            assertThat(program.client().rest()).isEmpty();
        }
        sessions.installation().residents().stop();
        assertThat(Spooled.in(sessions.spool())).isEmpty();
        assertThat(sessions.sink().waiting()).isZero();
    }

    @Test
    void whenTheProcessIsTerminatedItFinishesTheMessageInHandAndTheNextSessionHasAnother() {
        Gate gate = Gate.in(sessions.workspace());
        Launch launch = sessions.launch("-c", gate.filter());
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().reply()).startsWith("220");
            program.client().begin("a@example.org", "b@example.com");
            program.client().finish(ResidentSessions.MAIL);
            Path _ = gate.awaitFilter();
            ProcessHandle resident = sessions.installation().residents().only();
            resident.destroy();
            gate.open();

            assertThat(program.client().reply()).startsWith("250 2.0.0 Ok: queued");
            assertThat(program.client().rest()).startsWith("421 4.3.2 ");
            assertThat(program.awaitExit()).isZero();
            Residents.awaitEnd(List.of(resident));
        }
        sessions.deliver(Standing.ON_ONE_SOCKET, launch, gate::pass);
    }

    @Test
    void aProcessThatNobodyNeedsEndsAndLeavesNoSocket() {
        sessions.deliver(Standing.ON_PIPES, sessions.launch("--resident-idle", "1", "-c", "true"));
        Residents.awaitEnd(sessions.installation().residents().all());

        assertThat(sessions.workspace().list(sessions.spool())).isEmpty();
        assertThat(sessions.workspace().list(sessions.sockets())).containsExactly("lock");
    }

    @Test
    void socketsOfProcessesThatWereKilledAreRemovedByTheNext() {
        sessions.deliver(Standing.ON_PIPES, sessions.launch("-c", "true"));
        kill(sessions.installation().residents().only());
        sessions.deliver(Standing.ON_PIPES, sessions.launch("-c", "exit 0"));
        sessions.installation().residents().stop();

        assertThat(sessions.workspace().list(sessions.sockets())).containsExactly("lock");
    }

    @Test
    void aProcessThatDoesNotAnswerHoldsUpOneSessionAndLosesNone() {
        Path impatient = sessions.installation().impatientClient();
        sessions.deliver(Standing.ON_ONE_SOCKET, sessions.launch());
        ProcessHandle resident = sessions.installation().residents().only();
        halt(resident);
        try {
            sessions.deliver(Standing.ON_ONE_SOCKET, sessions.launch().launcher(impatient));
            assertThat(sessions.installation().residents().only()).isEqualTo(resident);

            sessions.deliver(Standing.ON_ONE_SOCKET, sessions.launch());
            assertThat(sessions.installation().residents().all())
                    .as("the next session's own")
                    .hasSize(2);
        } finally {
            Tools.run("kill", "-CONT", Long.toString(resident.pid()));
        }
    }

    @Test
    void aProcessThatCannotStartHoldsUpNoMail() {
        Launch launch = sessions.launch().jvm("-Dfirst -XX:NoSuchFlag");
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().rest()).startsWith("421 4.3.2 Service not available - proxy failed to start");
            assertThat(program.awaitExit()).isEqualTo(1);
        }
    }

    /** Stops a process and waits until none of its threads can take a session any more (proc(5), State in status). */
    private static void halt(ProcessHandle process) {
        Tools.run("kill", "-STOP", Long.toString(process.pid()));
        String states = "cat /proc/" + process.pid() + "/task/*/status | grep '^State:'";
        Patience.await(
                "all of its threads stand still",
                () -> Tools.run("/bin/sh", "-c", states).lines().allMatch(state -> state.startsWith("State:\tT")));
    }

    private static void kill(ProcessHandle process) {
        boolean _ = process.destroyForcibly();
        Residents.awaitEnd(List.of(process));
    }
}
