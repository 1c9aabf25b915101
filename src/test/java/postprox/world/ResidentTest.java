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

/** Sessions on standard input that a warm process serves, of a user whom nobody else is: which of them share one. */
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

    /** As in cat message | postprox try -c true | less. */
    @Test
    void aCommandBetweenTwoPipesIsNoSession() {
        String user = "setpriv --reuid=" + sessions.user() + " --regid=nogroup --clear-groups ";
        String command = user + sessions.installation().launcher() + " try -c true";

        assertThat(Tools.run("/bin/sh", "-c", "printf 'Subject: x\\n\\n' | " + command + " | cat"))
                .startsWith("verdict   accepted");
        assertThat(sessions.sockets()).doesNotExist();
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

    @Test
    void otherOptionsAndAnotherProgramMeanAnotherProcess() {
        sessions.deliver(Standing.ON_PIPES, sessions.launch("-c", "true"));
        sessions.deliver(Standing.ON_PIPES, sessions.launch("-c", "exit 0"));
        assertThat(sessions.installation().residents().all()).hasSize(2);

        sessions.installation().rebuilt();
        sessions.deliver(Standing.ON_PIPES, sessions.launch("-c", "true"));
        assertThat(sessions.installation().residents().all()).hasSize(3);
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
}
