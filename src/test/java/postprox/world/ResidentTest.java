package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.Spooled;

/** Sessions on standard input that a warm process serves, of a user whom nobody else is. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ResidentTest {
    private final ResidentSessions sessions = new ResidentSessions();

    @AfterEach
    void cleanUp() {
        sessions.close();
    }

    @ParameterizedTest
    @EnumSource(names = "ON_.*", mode = EnumSource.Mode.MATCH_ALL)
    void sessionsThatHaveAllInCommonShareAProcess(Standing standing) {
        sessions.deliver(standing, sessions.launch("-c", "true"));
        ProcessHandle resident = sessions.installation().residents().only();
        sessions.deliver(standing, sessions.launch("-c", "true"));

        assertThat(sessions.installation().residents().only()).isEqualTo(resident);
        assertThat(Spooled.in(sessions.spool())).isEmpty();
    }

    @Test
    void twentyAtOnceStartOneProcess() {
        List<Program> programs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            programs.add(sessions.launch("-c", "true").onPipes());
        }
        for (Program program : programs) {
            try (program) {
                sessions.converse(program);
            }
        }

        assertThat(sessions.installation().residents().all()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = "ON_.*", mode = EnumSource.Mode.MATCH_ALL)
    void whenTheProcessIsKilledItsSessionsEndWithoutAReplyAndTheNextOneWorks(Standing standing) {
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

    @ParameterizedTest
    @EnumSource(names = "ON_.*", mode = EnumSource.Mode.MATCH_ALL)
    void whenItsOwnProcessIsKilledASessionEnds(Standing standing) {
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
    void otherOptionsAndAnotherProgramMeanAnotherProcess() {
        sessions.deliver(Standing.ON_PIPES, sessions.launch("-c", "true"));
        sessions.deliver(Standing.ON_PIPES, sessions.launch("-c", "exit 0"));
        assertThat(sessions.installation().residents().all()).hasSize(2);

        sessions.installation().rebuilt();
        sessions.deliver(Standing.ON_PIPES, sessions.launch("-c", "true"));
        assertThat(sessions.installation().residents().all()).hasSize(3);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkdir -m 755 $D && chown $U $D",
                "mkdir -m 700 $D",
                "mkdir -m 700 $D.real && chown $U $D.real && ln -s $D.real $D",
                ": >$D && chown $U $D && chmod 700 $D"
            })
    void whereTheDirectoryIsNotTheUsersAloneEachSessionHasItsOwnProcess(String trap) {
        try {
            Tools.run("/bin/sh", "-c", "D=" + sessions.sockets() + " U=" + sessions.user() + "; " + trap);
            sessions.deliver(Standing.ON_ONE_SOCKET, sessions.launch("-c", "true"));

            assertThat(sessions.installation().residents().all()).isEmpty();
        } finally {
            Tools.run("rm", "-rf", sessions.sockets() + ".real");
        }
    }

    @Test
    void withoutANativeClientEachSessionHasItsOwnProcess() {
        Installation _ = sessions.installation().withoutClient();
        Stream.of(Standing.ON_PIPES, Standing.ON_ONE_SOCKET)
                .forEach(standing -> sessions.deliver(standing, sessions.launch()));

        assertThat(sessions.installation().residents().all()).isEmpty();
    }

    @Test
    void aLinkToTheLauncherOrToTheNativeClientServesAsWell() {
        Path launcher = sessions.workspace().path("link");
        Path client = sessions.workspace().path("postprox-link");
        Tools.run("ln", "-s", sessions.installation().launcher().toString(), launcher.toString());
        Tools.run("ln", "-s", sessions.installation().home() + "/target/postprox-client", client.toString());
        for (Path link : List.of(launcher, client)) {
            sessions.deliver(Standing.ON_ONE_SOCKET, sessions.launch().launcher(link));
        }

        assertThat(sessions.installation().residents().all()).hasSize(1);
    }

    @Test
    void aProcessThatDoesNotAnswerHoldsUpOneSessionAndLosesNone() {
        sessions.deliver(Standing.ON_ONE_SOCKET, sessions.launch());
        ProcessHandle resident = sessions.installation().residents().only();
        halt(resident);
        try {
            sessions.deliver(Standing.ON_ONE_SOCKET, sessions.launch());
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

    @Test
    void aFilterFindsTheSurroundingsOfItsOwnSession() {
        Path seen = sessions.workspace().openDirectory("seen");
        Path one = sessions.workspace().directory("one");
        Path other = sessions.workspace().directory("other");
        Path masked = sessions.workspace()
                .script("masked", "umask 027\nexec " + sessions.installation().launcher() + " \"$@\"\n");
        Launch launch = sessions.launch("-c", "echo \"$WHO $(pwd) $(umask)\" >>" + seen + "/all");

        sessions.deliver(Standing.ON_PIPES, launch.in(one).environment("WHO", "first"));
        sessions.deliver(Standing.ON_PIPES, launch.in(one).environment("WHO", "second"));
        assertThat(sessions.installation().residents().all()).hasSize(1);
        sessions.deliver(Standing.ON_PIPES, launch.in(other).environment("WHO", "third"));
        sessions.deliver(
                Standing.ON_PIPES, launch.in(other).environment("WHO", "fourth").launcher(masked));

        assertThat(sessions.workspace().read("seen/all").lines())
                .containsExactly(
                        "first " + one + " 0022",
                        "second " + one + " 0022",
                        "third " + other + " 0022",
                        "fourth " + other + " 0027");
    }

    /** The same command line may mean another filter there, another next hop, or less that the filter is allowed to do. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "unshare --net -- setpriv",
                "unshare --mount -- setpriv",
                "setpriv --no-new-privs",
                "setpriv --bounding-set=-net_raw"
            })
    void whatRunsInAnotherContainerOrWithOtherPrivilegesHasAnotherProcess(String before) {
        sessions.deliver(Standing.ON_PIPES, sessions.launch());
        ProcessHandle first = sessions.installation().residents().only();
        Path launcher = sessions.workspace()
                .script(
                        "contained",
                        "exec " + before + " --reuid=" + sessions.user() + " --regid=nogroup --clear-groups "
                                + sessions.installation().launcher() + " \"$@\"\n");
        try (Program program = Launch.of(
                        sessions.installation(),
                        sessions.sink().place(),
                        "-d",
                        sessions.spool().toString())
                .launcher(launcher)
                .onPipes()) {
            program.client().reply();

            assertThat(sessions.installation().residents().all()).hasSize(2).contains(first);
        }
    }

    @Test
    void aBurstOfSessionsLeavesNoThreadsBehind() {
        sessions.deliver(Standing.ON_PIPES, sessions.launch());
        List<Program> burst =
                Stream.generate(() -> sessions.launch().onPipes()).limit(60).toList();
        burst.forEach(program -> assertThat(program.client().reply()).startsWith("220"));
        assertThat(threadsOfSessions()).hasSizeGreaterThanOrEqualTo(60);
        for (Program program : burst) {
            assertThat(program.client().say("QUIT")).startsWith("221");
            assertThat(program.awaitExit()).isZero();
            program.close();
        }

        Patience.await("the threads of the burst end", () -> threadsOfSessions().size() <= 17);
    }

    private List<String> threadsOfSessions() {
        return Tools.run(
                        "/bin/sh",
                        "-c",
                        "cat /proc/"
                                + sessions.installation().residents().only().pid() + "/task/*/comm")
                .lines()
                .filter(name -> name.equals("session"))
                .toList();
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
