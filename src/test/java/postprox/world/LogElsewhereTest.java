package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --log syslog:PATH} is where the launcher and the native client say what is wrong, as the program does. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class LogElsewhereTest {
    private final Site site = new Site();
    private final SyslogReceiver syslog = SyslogReceiver.in(site.workspace());

    @AfterEach
    void cleanUp() {
        syslog.close();
        site.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--log=",
                "-v --log ",
                "-c --log=syslog:/x --log ",
                "--log stderr --log ",
                "--log syslog,json:/x,"
            })
    void theLauncherSaysThereWhyTheProgramCannotStart(String options) {
        Launch launch = Launch.of(site.installation().withoutJar(), site.sink().place())
                .with((options + syslog.target()).split(" "))
                .as("nobody");
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().rest()).startsWith("421 4.3.2 ");
        }
        syslog.lines()
                .await("^<19>\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d postprox\\[\\d+\\]: error: "
                        + site.installation().home() + " is not built, or not readable");
    }

    @Test
    void theLauncherIsNotMisledByBlanksBetweenTheTargets() {
        Launch launch = Launch.of(site.installation().withoutJar(), site.sink().place())
                .with("--log", " json:/x , \t" + syslog.target() + " , stderr")
                .as("nobody");
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().rest()).startsWith("421 4.3.2 ");
        }
        syslog.lines().await("error: " + site.installation().home() + " is not built, or not readable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "json:/dev/null,", " json:/dev/null , \t"})
    void theNativeClientSaysThereThatItsResidentProcessDied(String before) {
        Launch launch = site.launch("--log", before + syslog.target());
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().reply()).startsWith("220");
            boolean _ = site.installation().residents().only().destroyForcibly();

            assertThat(program.awaitExit()).isEqualTo(3);
            syslog.lines()
                    .await("^<19>\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d postprox\\[" + program.pid()
                            + "\\]: error: the resident process died in the middle of a session");
        }
    }

    /** The resident process is refused its command line too, which is no news beside that. */
    @ParameterizedTest
    @ValueSource(strings = {"%s --deadlin 60", "%s -t 30x", "%s -d /nonexistent", "127.0.0.1:1O026", "%s:10026:10027"})
    void aWrongCommandLineIsAllThatIsSaidOfIt(String arguments) {
        Launch launch = Launch.of(site.installation())
                .with(arguments.formatted(site.sink().place()).split(" "))
                .with("--log", syslog.target());
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().rest()).startsWith("421 4.3.2 ");
            assertThat(program.awaitExit()).isEqualTo(2);
        }
        syslog.lines().await("error: exit status 2: postprox: ");
        assertThat(syslog.lines().all()).doesNotContain("warning:");
    }

    @Test
    void theNativeClientSaysThereThatNoResidentProcessStarts() {
        // A JVM of one session starts with so small a heap, and a resident process, which begins with more, does not.
        Launch launch = site.launch("--log", syslog.target()).jvm("-XX:MaxHeapSize=48m");
        try (Program program = launch.onOneSocket()) {
            assertThat(program.client().reply()).startsWith("220");
        }
        syslog.lines()
                .await("warning: no resident process at .* took the session; the session is served without a resident"
                        + " process$");
    }

    @Test
    void theNativeClientSaysThereWhyItHasNoLauncher() {
        Launch launch =
                Launch.of(site.installation().withoutLauncher(), site.sink().place(), "--log=" + syslog.target());
        try (Program program = launch.launcher(site.installation().home().resolve("target/postprox-client"))
                .onOneSocket()) {
            assertThat(program.client().rest()).startsWith("421 4.3.2 ");
        }
        syslog.lines()
                .await("error: cannot run " + site.installation().home() + "/target/launcher"
                        + ", the launcher that belongs to this client, "
                        + "which may be linked to but not copied: No such file or directory$");
    }

    @Test
    void aNativeClientWithoutItsLauncherSaysSoOnStandardErrorToo() {
        Launch launch = Launch.of(site.installation().withoutLauncher(), "--version");
        try (Program program = launch.launcher(site.installation().home().resolve("target/postprox-client"))
                .onPipes()) {
            assertThat(program.awaitExit()).isEqualTo(3);
            assertThat(program.errors().toEnd())
                    .isEqualTo("postprox: cannot run " + site.installation().home() + "/target/launcher"
                            + ", the launcher that belongs to this client, "
                            + "which may be linked to but not copied: No such file or directory");
        }
    }

    @Test
    void aDaemonThatDoesNotReadHoldsUpNoSessionOfTheNativeClient() {
        try (SyslogReceiver deaf = SyslogReceiver.deafIn(site.workspace())) {
            // More than a resident takes: the client has something to say before the session begins.
            Launch launch = site.launch("--log", deaf.target()).environment("MUCH", "x".repeat(70_000));
            try (Program program = launch.onOneSocket()) {
                assertThat(program.client().reply()).startsWith("220");
            }
        }
    }

    @Test
    void aDaemonThatDoesNotReadHoldsUpNoSessionWithoutAResident() {
        try (SyslogReceiver deaf = SyslogReceiver.deafIn(site.workspace())) {
            Launch launch =
                    Launch.of(site.installation(), "--no-resident", site.sink().place(), "--log", deaf.target());
            try (Program program = launch.onOneSocket()) {
                assertThat(program.client().reply()).startsWith("220");
            }
        }
    }

    @Test
    void aClientIsTurnedAwayAlsoWhereTheDaemonDoesNotRead() {
        try (SyslogReceiver deaf = SyslogReceiver.deafIn(site.workspace())) {
            Launch launch = Launch.of(
                    site.installation().withoutJar(),
                    "--no-resident",
                    site.sink().place(),
                    "--log",
                    deaf.target());
            try (Program program = launch.onOneSocket()) {
                assertThat(program.client().rest()).startsWith("421 4.3.2 ");
                assertThat(program.awaitExit()).isEqualTo(3);
            }
        }
    }
}
