package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.Spooled;

/** Sessions on standard input that a warm process serves, of a user whom nobody else is. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ResidentTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final Path spool = workspace.openDirectory("spool");
    private final MailSink sink = MailSink.start();

    /** Beyond the users that a system has, and different from test to test. */
    private final String user = Integer.toString(100_000 + Tools.freePort());

    private final Path sockets = Path.of("/tmp/.postprox-" + user);

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
        Tools.run("rm", "-rf", sockets.toString());
    }

    @ParameterizedTest
    @EnumSource(names = "ON_.*", mode = EnumSource.Mode.MATCH_ALL)
    void sessionsThatHaveAllInCommonShareAProcess(Standing standing) {
        deliver(standing, launch("-c", "true"));
        ProcessHandle resident = installation.residents().only();
        deliver(standing, launch("-c", "true"));

        assertThat(installation.residents().only()).isEqualTo(resident);
        assertThat(Spooled.in(spool)).isEmpty();
    }

    @Test
    void twentyAtOnceStartOneProcess() {
        List<Program> programs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            programs.add(launch("-c", "true").onPipes());
        }
        for (Program program : programs) {
            try (program) {
                converse(program);
            }
        }

        assertThat(installation.residents().all()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = "ON_.*", mode = EnumSource.Mode.MATCH_ALL)
    void whenTheProcessIsKilledItsSessionsEndWithoutAReplyAndTheNextOneWorks(Standing standing) {
        Gate gate = Gate.in(workspace);
        try (Program program = standing.start(launch("-c", gate.filter()))) {
            assertThat(program.client().reply()).startsWith("220");
            program.client().begin("a@example.org", "b@example.com");
            program.client().finish(MAIL);
            Path _ = gate.awaitFilter();
            kill(installation.residents().only());

            assertThat(program.client().rest()).isEmpty();
            assertThat(program.awaitExit()).isEqualTo(3);
            // The filter lives on without anybody to report to.
            gate.open();
        }
        assertThat(sink.waiting()).isZero();

        deliver(standing, launch("-c", "true"));
        deliver(standing, launch("-c", gate.filter()), gate::pass);
        assertThat(Spooled.in(spool)).as("what the killed process left").isEmpty();
    }

    /** More than fit into the socket's queue (net.unix.max_dgram_qlen, 10): some wait to be let in. */
    @Test
    void whenTheProcessIsKilledThoseThatWaitForItShareTheNextOne() {
        deliver(Standing.ON_PIPES, launch());
        ProcessHandle first = installation.residents().only();
        halt(first);
        List<Program> programs =
                Stream.generate(() -> launch().onPipes()).limit(30).toList();
        programs.forEach(Program::awaitNativeClient);
        kill(first);

        programs.forEach(program ->
                assertThat(program.client().reply()).as("its greeting").startsWith("220"));
        assertThat(installation.residents().only()).isNotEqualTo(first);
        assertThat(installation.residents().alone()).isEmpty();
        for (Program program : programs) {
            program.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = "ON_.*", mode = EnumSource.Mode.MATCH_ALL)
    void whenItsOwnProcessIsKilledASessionEnds(Standing standing) {
        try (Program program = standing.start(launch())) {
            assertThat(program.client().reply()).startsWith("220");
            program.client().begin("a@example.org", "b@example.com");
            program.client().write("Subject: half\r\n");
            program.kill();

            assertThat(program.client().rest()).isEmpty();
        }
        installation.residents().stop();
        assertThat(Spooled.in(spool)).isEmpty();
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void whenTheProcessIsTerminatedItFinishesTheMessageInHandAndTheNextSessionHasAnother() {
        Gate gate = Gate.in(workspace);
        Launch launch = launch("-c", gate.filter());
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().reply()).startsWith("220");
            program.client().begin("a@example.org", "b@example.com");
            program.client().finish(MAIL);
            Path _ = gate.awaitFilter();
            ProcessHandle resident = installation.residents().only();
            resident.destroy();
            gate.open();

            assertThat(program.client().reply()).startsWith("250 2.0.0 Ok: queued");
            assertThat(program.client().rest()).startsWith("421 4.3.2 ");
            assertThat(program.awaitExit()).isZero();
            Residents.awaitEnd(List.of(resident));
        }
        deliver(Standing.ON_ONE_SOCKET, launch, gate::pass);
    }

    @Test
    void otherOptionsAndAnotherProgramMeanAnotherProcess() {
        deliver(Standing.ON_PIPES, launch("-c", "true"));
        deliver(Standing.ON_PIPES, launch("-c", "exit 0"));
        assertThat(installation.residents().all()).hasSize(2);

        installation.rebuilt();
        deliver(Standing.ON_PIPES, launch("-c", "true"));
        assertThat(installation.residents().all()).hasSize(3);
    }

    @Test
    void aProcessThatNobodyNeedsEndsAndLeavesNoSocket() {
        deliver(Standing.ON_PIPES, launch("--resident-idle", "1", "-c", "true"));
        Residents.awaitEnd(installation.residents().all());

        assertThat(workspace.list(spool)).isEmpty();
        assertThat(workspace.list(sockets)).containsExactly("lock");
    }

    @Test
    void socketsOfProcessesThatWereKilledAreRemovedByTheNext() {
        deliver(Standing.ON_PIPES, launch("-c", "true"));
        kill(installation.residents().only());
        deliver(Standing.ON_PIPES, launch("-c", "exit 0"));
        installation.residents().stop();

        assertThat(workspace.list(sockets)).containsExactly("lock");
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
            Tools.run("/bin/sh", "-c", "D=" + sockets + " U=" + user + "; " + trap);
            deliver(Standing.ON_ONE_SOCKET, launch("-c", "true"));

            assertThat(installation.residents().all()).isEmpty();
        } finally {
            Tools.run("rm", "-rf", sockets + ".real");
        }
    }

    @Test
    void withoutANativeClientEachSessionHasItsOwnProcess() {
        Installation _ = installation.withoutClient();
        Stream.of(Standing.ON_PIPES, Standing.ON_ONE_SOCKET).forEach(standing -> deliver(standing, launch()));

        assertThat(installation.residents().all()).isEmpty();
    }

    @Test
    void aLinkToTheLauncherOrToTheNativeClientServesAsWell() {
        Path launcher = workspace.path("link");
        Path client = workspace.path("postprox-link");
        Tools.run("ln", "-s", installation.launcher().toString(), launcher.toString());
        Tools.run("ln", "-s", installation.home() + "/target/postprox-client", client.toString());
        for (Path link : List.of(launcher, client)) {
            deliver(Standing.ON_ONE_SOCKET, launch().launcher(link));
        }

        assertThat(installation.residents().all()).hasSize(1);
    }

    @Test
    void aProcessThatDoesNotAnswerHoldsUpOneSessionAndLosesNone() {
        deliver(Standing.ON_ONE_SOCKET, launch());
        ProcessHandle resident = installation.residents().only();
        halt(resident);
        try {
            deliver(Standing.ON_ONE_SOCKET, launch());
            assertThat(installation.residents().only()).isEqualTo(resident);

            deliver(Standing.ON_ONE_SOCKET, launch());
            assertThat(installation.residents().all())
                    .as("the next session's own")
                    .hasSize(2);
        } finally {
            Tools.run("kill", "-CONT", Long.toString(resident.pid()));
        }
    }

    @Test
    void aProcessThatCannotStartHoldsUpNoMail() {
        Launch launch = launch().jvm("-Dfirst -XX:NoSuchFlag");
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().rest()).startsWith("421 4.3.2 Service not available - proxy failed to start");
            assertThat(program.awaitExit()).isEqualTo(1);
        }
    }

    @Test
    void aFilterFindsTheSurroundingsOfItsOwnSession() {
        Path seen = workspace.openDirectory("seen");
        Path one = workspace.directory("one");
        Path other = workspace.directory("other");
        Path masked = workspace.script("masked", "umask 027\nexec " + installation.launcher() + " \"$@\"\n");
        Launch launch = launch("-c", "echo \"$WHO $(pwd) $(umask)\" >>" + seen + "/all");

        deliver(Standing.ON_PIPES, launch.in(one).environment("WHO", "first"));
        deliver(Standing.ON_PIPES, launch.in(one).environment("WHO", "second"));
        assertThat(installation.residents().all()).hasSize(1);
        deliver(Standing.ON_PIPES, launch.in(other).environment("WHO", "third"));
        deliver(Standing.ON_PIPES, launch.in(other).environment("WHO", "fourth").launcher(masked));

        assertThat(workspace.read("seen/all").lines())
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
        deliver(Standing.ON_PIPES, launch());
        ProcessHandle first = installation.residents().only();
        Path launcher = workspace.script(
                "contained",
                "exec " + before + " --reuid=" + user + " --regid=nogroup --clear-groups " + installation.launcher()
                        + " \"$@\"\n");
        try (Program program = Launch.of(installation, sink.place(), "-d", spool.toString())
                .launcher(launcher)
                .onPipes()) {
            program.client().reply();

            assertThat(installation.residents().all()).hasSize(2).contains(first);
        }
    }

    @Test
    void aBurstOfSessionsLeavesNoThreadsBehind() {
        deliver(Standing.ON_PIPES, launch());
        List<Program> burst =
                Stream.generate(() -> launch().onPipes()).limit(60).toList();
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
                        "cat /proc/" + installation.residents().only().pid() + "/task/*/comm")
                .lines()
                .filter(name -> name.equals("session"))
                .toList();
    }

    @Test
    void nobodyElseCanHandASessionOver() {
        deliver(Standing.ON_PIPES, launch());
        String socket = workspace.list(sockets).stream()
                .filter(name -> !name.equals("lock"))
                .map(name -> sockets + "/" + name)
                .findFirst()
                .orElseThrow();
        String tool = Tools.resource("handover.py");

        assertThat(Tools.run(
                        "setpriv",
                        "--reuid=" + user,
                        "--clear-groups",
                        "--regid=nogroup",
                        "--",
                        Tools.PYTHON,
                        tool,
                        socket))
                .as("the user")
                .startsWith("220 ");
        assertThat(Tools.run(
                        "setpriv",
                        "--reuid=nobody",
                        "--clear-groups",
                        "--regid=nogroup",
                        "--",
                        Tools.PYTHON,
                        tool,
                        socket))
                .as("another user")
                .isEqualTo("no way in\n");
        assertThat(Tools.run(Tools.PYTHON, tool, socket)).as("root").isEqualTo("turned away\n");
    }

    /** Its filters would run with our namespaces and privileges, and with its own PATH. */
    @Test
    void whoeverRunsInAnotherContainerOrWithOtherPrivilegesCannotHandASessionOver() {
        try (SyslogReceiver syslog = SyslogReceiver.in(workspace);
                SilentListener listener = SilentListener.in(workspace, user)) {
            deliver(Standing.ON_PIPES, launch("--log", syslog.target()));
            String python = Tools.PYTHON + " -I -S ";
            String inside = "setpriv --reuid=" + user + " --regid=nogroup --clear-groups -- ";
            String sends =
                    python + Tools.resource("handover.py") + " " + sockets + "/$(ls " + sockets + " | grep -v lock)";
            assertThat(Tools.run("/bin/sh", "-c", "exec " + inside + sends))
                    .as("the user")
                    .startsWith("220 ");
            for (String before : List.of(
                    "unshare --net " + inside,
                    "unshare --mount " + inside,
                    "unshare --ipc " + inside,
                    "unshare --uts " + inside,
                    "unshare --pid --fork " + inside,
                    inside + "unshare --user ",
                    "setpriv --no-new-privs " + inside,
                    "setpriv --bounding-set=-net_raw " + inside,
                    inside.replace("--clear-groups", "--groups=mail"),
                    python + Tools.resource("seccomp.py") + " " + inside)) {
                assertThat(Tools.run("/bin/sh", "-c", "exec " + before + sends))
                        .as(before)
                        .isEqualTo("turned away\n");
                assertThat(Tools.run("/bin/sh", "-c", "exec " + before + sends + " " + listener.socket()))
                        .as(before + "with a control connection to a process beside the resident")
                        .isEqualTo("turned away\n");
            }
            syslog.lines()
                    .await("warning: refused to serve sessions: \\d+; it came from process \\d+, which runs in"
                            + " another container or with other privileges than this process");
            assertThat(Tools.run("/bin/sh", "-c", "exec " + inside + sends))
                    .as("the user")
                    .startsWith("220 ");
        }
    }

    /** The native client asks the kernel for both when it makes the socket; before Linux 6.5 there is but the first. */
    @ParameterizedTest
    @CsvSource({"-, turned away", "credentials, 220 sink.example ESMTP"})
    void whatDoesNotSayWhoSentItIsTurnedAway(String asked, String answer) {
        Path socket = workspace.openDirectory("sockets").resolve("socket");
        String python = Tools.PYTHON + " -I -S ";
        Path starter = workspace.script(
                "starter",
                "exec " + python + Tools.resource("resident.py") + " " + socket + " " + asked + " "
                        + installation.launcher() + " \"$@\"\n");
        try (Program _ = launch().launcher(starter).onPipes()) {
            Patience.await("the socket is there", () -> Files.exists(socket));

            assertThat(Tools.run(
                            "/bin/sh",
                            "-c",
                            "exec setpriv --reuid=" + user + " --regid=nogroup --clear-groups -- " + python
                                    + Tools.resource("handover.py") + " " + socket))
                    .isEqualTo(answer + "\n");
        }
    }

    @Test
    void withoutADescriptorForTheCheckASessionIsTurnedAwayAndTheReasonIsTold() {
        try (SyslogReceiver syslog = SyslogReceiver.in(workspace)) {
            deliver(Standing.ON_PIPES, launch("--log", syslog.target()));
            String python =
                    "setpriv --reuid=" + user + " --regid=nogroup --clear-groups -- " + Tools.PYTHON + " -I -S ";
            String limits = python + Tools.resource("descriptors.py") + " "
                    + installation.residents().only().pid() + " ";
            String sends =
                    python + Tools.resource("handover.py") + " " + sockets + "/$(ls " + sockets + " | grep -v lock)";
            // The ticket, the control connection and the client are let in; what says who sent them is not.
            Patience.await(
                    "the resident closes the last of the first session",
                    () -> Tools.run("/bin/sh", "-c", limits + "3 && exec " + sends)
                            .equals("turned away\n"));

            syslog.lines().await("warning: cannot take a session, trying again: .* too many open files");
            assertThat(Tools.run("/bin/sh", "-c", limits + "all && exec " + sends))
                    .startsWith("220 ");
        }
    }

    private Launch launch(String... arguments) {
        return Launch.of(installation, sink.place(), "-d", spool.toString())
                .with(arguments)
                .as(user);
    }

    private void deliver(Standing standing, Launch launch) {
        deliver(standing, launch, () -> {});
    }

    private void deliver(Standing standing, Launch launch, Runnable meanwhile) {
        try (Program program = standing.start(launch)) {
            converse(program, meanwhile);
        }
    }

    private void converse(Program program) {
        converse(program, () -> {});
    }

    private void converse(Program program, Runnable meanwhile) {
        SmtpClient client = program.client();
        assertThat(client.reply()).isEqualTo("220 sink.example ESMTP");
        client.begin("a@example.org", "b@example.com");
        client.finish(MAIL);
        meanwhile.run();
        assertThat(client.reply()).startsWith("250 2.0.0 Ok: queued as SINK");
        assertThat(client.say("QUIT")).isEqualTo("221 2.0.0 Bye");
        assertThat(client.rest()).isEmpty();
        assertThat(program.awaitExit()).isZero();
        assertThat(sink.await().content()).isEqualTo(MAIL);
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
