package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may hand a session to a warm process: those who may do all that it may. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ResidentHandoverTest {
    private final ResidentSessions sessions = new ResidentSessions();

    @AfterEach
    void cleanUp() {
        sessions.close();
    }

    @Test
    void nobodyElseCanHandASessionOver() {
        sessions.deliver(Standing.ON_PIPES, sessions.launch());
        String socket = sessions.workspace().list(sessions.sockets()).stream()
                .filter(name -> !name.equals("lock") && !name.startsWith(".") && !name.endsWith(".control"))
                .map(name -> sessions.sockets() + "/" + name)
                .findFirst()
                .orElseThrow();
        String tool = Tools.resource("handover.py");

        assertThat(Tools.run(
                        "setpriv",
                        "--reuid=" + sessions.user(),
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
        try (SyslogReceiver syslog = SyslogReceiver.in(sessions.workspace());
                SilentListener listener = SilentListener.in(sessions.workspace(), sessions.user())) {
            sessions.deliver(Standing.ON_PIPES, sessions.launch("--log", syslog.target()));
            String python = Tools.PYTHON + " -I -S ";
            String inside = "setpriv --reuid=" + sessions.user() + " --regid=nogroup --clear-groups -- ";
            String sends = python + Tools.resource("handover.py") + " " + sessions.sockets() + "/$(ls "
                    + sessions.sockets() + " | grep -v -e lock -e control)";
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
        Path socket = sessions.workspace().openDirectory("sockets").resolve("socket");
        String python = Tools.PYTHON + " -I -S ";
        Path starter = sessions.workspace()
                .script(
                        "starter",
                        "exec " + python + Tools.resource("resident.py") + " " + socket + " " + asked + " "
                                + sessions.installation().launcher() + " \"$@\"\n");
        try (Program _ = sessions.launch().launcher(starter).onPipes()) {
            Patience.await("the socket is there", () -> Files.exists(socket));

            assertThat(Tools.run(
                            "/bin/sh",
                            "-c",
                            "exec setpriv --reuid=" + sessions.user() + " --regid=nogroup --clear-groups -- " + python
                                    + Tools.resource("handover.py") + " " + socket))
                    .isEqualTo(answer + "\n");
        }
    }

    @Test
    void withoutADescriptorForTheCheckASessionIsTurnedAwayAndTheReasonIsTold() {
        try (SyslogReceiver syslog = SyslogReceiver.in(sessions.workspace())) {
            // The control socket would take a descriptor meanwhile.
            sessions.deliver(Standing.ON_PIPES, sessions.launch("--log", syslog.target(), "--control", "none"));
            String python = "setpriv --reuid=" + sessions.user() + " --regid=nogroup --clear-groups -- " + Tools.PYTHON
                    + " -I -S ";
            String limits = python + Tools.resource("descriptors.py") + " "
                    + sessions.installation().residents().only().pid() + " ";
            String sends = python + Tools.resource("handover.py") + " " + sessions.sockets() + "/$(ls "
                    + sessions.sockets() + " | grep -v -e lock -e control)";
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
}
