package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which classes a process begins with, and where they come from: the AOT cache of this jar and of no other. */
@Timeout(value = 240, threadMode = SEPARATE_THREAD)
class ColdStartTest {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final Path spool = workspace.openDirectory("spool");
    private final MailSink sink = MailSink.start();

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
    }

    @Test
    void aStartNeedsNoClassThatTheCacheLacksAndUsesTheCacheOfItsOwnJarAlone() {
        String jar = String.valueOf(installation.jar().getFileName());
        assertThat(installation.built()).contains(jar, jar.replace(".jar", ".aot"));
        for (Standing standing : List.of(Standing.ALONE_ON_PIPES, Standing.ALONE_ON_ONE_SOCKET)) {
            assertThat(classesOfASession(standing)).as(standing.name()).allMatch(ColdStartTest::isFromTheCache);
        }
        assertThat(classesOfAService()).allMatch(ColdStartTest::isFromTheCache);
        assertThat(workspace.read("classes-service"))
                .as("a log that nobody asked for")
                .doesNotContain("jackson");

        Installation changed =
                installation.withOtherWords("postprox/config/Settings.class", "the mail server's", "the MAIL server's");
        assertThat(Tools.attempt(List.of(changed.launcher().toString())).said())
                .as("a jar that Maven alone has made")
                .contains("the MAIL server's");

        Installation _ = changed.putInPlace();
        String next = String.valueOf(installation.jar().getFileName());
        assertThat(Tools.attempt(List.of(changed.launcher().toString())).said())
                .as("the same with a cache of its own")
                .contains("the MAIL server's");
        assertThat(next).isNotEqualTo(jar);
        assertThat(installation.built())
                .as("a start may just have read the name of the one before")
                .contains(jar, next)
                .doesNotContain("postprox.jar");
    }

    private List<String> classesOfASession(Standing standing) {
        String log = "classes-" + standing;
        Launch launch = watched(log, "-c", "true", "--log", "syslog:/nonexistent/log");
        try (Program program = standing.start(launch)) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().send("a@example.org", "b@example.com", "Subject: hello\r\n\r\n"))
                    .startsWith("250");
            assertThat(program.client().say("QUIT")).startsWith("221");
            assertThat(program.awaitExit()).isZero();
        }
        return ours(log);
    }

    /** On a machine with a terabyte of memory, a quarter of which would be a heap that no cache fits to. */
    private List<String> classesOfAService() {
        int port = Tools.freePort();
        Launch launch = watched("classes-service", "-l", Integer.toString(port), "--foreground", "--log", "stderr");
        try (Program program =
                launch.jvm(watching("classes-service") + " -XX:MaxRAM=1t").onPipes()) {
            program.errors().await("listening on");
            program.terminate();
            assertThat(program.awaitExit()).isZero();
        }
        return ours("classes-service").stream()
                // Where the log goes is the test's choice.
                .filter(line -> !line.contains("postprox.config.LogTarget$StandardError"))
                .toList();
    }

    private Launch watched(String log, String... arguments) {
        return Launch.of(installation, sink.place(), "-d", spool.toString())
                .with(arguments)
                .jvm(watching(log));
    }

    private String watching(String log) {
        return "-Xlog:class+load:file=" + workspace.path(log);
    }

    /** The lines about classes of ours that have a file; what the JVM makes of them while it runs has none. */
    private List<String> ours(String log) {
        List<String> lines = workspace
                .read(log)
                .lines()
                .filter(line -> line.contains(" postprox.") && !line.contains("source: postprox."))
                .toList();
        assertThat(lines).as("classes of ours").hasSizeGreaterThan(50);
        return lines;
    }

    private static boolean isFromTheCache(String line) {
        return line.contains("source: shared objects file")
                && !line.contains(" postprox.demo.")
                && !line.contains(" postprox.trial.");
    }
}
