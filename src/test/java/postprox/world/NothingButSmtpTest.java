package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever fails, the client hears SMTP and nothing else: not the shell, not the JVM, not a stack trace. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class NothingButSmtpTest {
    private static final String REPLIES = "(\\d{3}[ -][ -~]*\r\n)*";
    private static final String NOT_STARTED = "421 4.3.2 Service not available - proxy failed to start\r\n";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
    }

    /** A way in which the program cannot start. */
    enum Broken {
        NO_JDK,
        NO_SCRIPT,
        NO_JAR,
        NOT_A_JAR,
        UNKNOWN_JVM_OPTION,
        ABSURD_HEAP,
        TINY_HEAP,
        WRONG_USAGE,
        NO_TEMP_DIRECTORY,
        CLOSED_TEMP_DIRECTORY;

        Launch launch(Installation installation, String nextHop) {
            Launch sound = Launch.of(installation, nextHop).as("nobody");
            return switch (this) {
                case NO_JDK -> Launch.of(installation.withoutJdk(), nextHop);
                case NO_SCRIPT -> Launch.of(installation.withoutScript(), nextHop);
                case NO_JAR -> Launch.of(installation.withoutJar(), nextHop);
                case NOT_A_JAR -> Launch.of(installation.withBrokenJar(), nextHop);
                case UNKNOWN_JVM_OPTION -> sound.jvm("-XX:NoSuchFlag");
                case ABSURD_HEAP -> sound.jvm("-Xms900000g -Xmx900000g");
                case TINY_HEAP -> sound.jvm("-Xmx1k");
                case WRONG_USAGE -> sound.with("--no-such-option");
                case NO_TEMP_DIRECTORY -> sound.with("-d", "/nonexistent");
                case CLOSED_TEMP_DIRECTORY -> sound.with("-d", "/root");
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void onOneSocketAProgramThatCannotStartTurnsTheClientAway(Broken broken) {
        try (Program program = broken.launch(installation, sink.place()).onOneSocket()) {
            assertThat(program.client().rest()).isEqualTo(NOT_STARTED);
            assertThat(program.awaitExit()).isBetween(1, 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onPipesAProgramThatCannotStartSaysWhyToTheAdministratorAlone(Broken broken) {
        try (Program program = broken.launch(installation, sink.place()).onPipes()) {
            assertThat(program.client().rest()).isEmpty();
            assertThat(program.awaitExit()).isBetween(1, 3);
            assertThat(program.errors().toEnd()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void javaOptionsMeantForOthersAreNotHeardOf(Standing standing) {
        Launch launch = Launch.of(installation, sink.place())
                .environment("JAVA_TOOL_OPTIONS", "-Xlog:gc:stdout")
                .environment("JDK_JAVA_OPTIONS", "-showversion")
                .environment("_JAVA_OPTIONS", "-XX:+PrintCommandLineFlags")
                .environment("CLASSPATH", "/nonexistent");
        try (Program program = standing.start(launch)) {
            program.client().write("QUIT\r\n");
            assertThat(program.client().rest()).isEqualTo("220 sink.example ESMTP\r\n221 2.0.0 Bye\r\n");
            assertThat(program.awaitExit()).isZero();
            assertThat(program.errors().toEnd()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"ON_PIPES,2m", "ON_ONE_SOCKET,3m", "ALONE_ON_PIPES,4m", "ALONE_ON_ONE_SOCKET,5m"})
    void aHeapThatRunsOutIsNotHeardOf(Standing standing, String heap) {
        assertNotHeardOf(standing, heap);
    }

    @ParameterizedTest
    @MethodSource("smallHeaps")
    @Tag("full")
    void aHeapThatRunsOutAtAnyPointIsNotHeardOf(Standing standing, String heap) {
        assertNotHeardOf(standing, heap);
    }

    private void assertNotHeardOf(Standing standing, String heap) {
        Launch launch = Launch.of(installation, sink.place(), "-c", "true").jvm("-Xms" + heap + " -Xmx" + heap);
        try (Program program = standing.start(launch)) {
            try {
                program.client().write("EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
                program.client().write(".\r\nQUIT\r\n");
                assertThat(program.client().rest()).matches(REPLIES);
            } catch (UncheckedIOException e) {
                // It has ended before it read all of that, which is its right.
            }
            int _ = program.awaitExit();
        }
    }

    static Stream<Arguments> smallHeaps() {
        List<Arguments> all = new ArrayList<>();
        for (Standing standing : Standing.values()) {
            for (String heap : List.of("2m", "3m", "4m", "5m")) {
                all.add(Arguments.of(standing, heap));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @EnumSource(names = "ALONE_.*", mode = EnumSource.Mode.MATCH_ALL)
    void aJvmThatCrashesInASessionIsNotHeardOf(Standing standing) {
        Launch launch = Launch.of(installation, sink.place()).in(workspace.directory("crash"));
        try (Program program = standing.start(launch)) {
            assertThat(program.client().reply()).startsWith("220");
            program.crash();
            assertThat(program.client().rest()).isEmpty();
            assertThat(program.awaitExit()).isGreaterThan(128);
        }
    }

    /** The launcher chooses the JVM's options by ours, some of which look like -l. */
    @ParameterizedTest
    @ValueSource(strings = {"--log syslog:/nonexistent/log", "-vc/usr/local/bin/true", "-c --listen=25"})
    void aJvmThatCrashesInASessionIsNotHeardOfWhateverTheSessionsOptionsLookLike(String options) {
        Launch launch =
                Launch.of(installation, sink.place()).with(options.split(" ")).in(workspace.directory("crash"));
        try (Program program = Standing.ALONE_ON_PIPES.start(launch)) {
            assertThat(program.client().reply()).startsWith("220");
            program.crash();
            assertThat(program.client().rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProgramThatDiesOfAnExceptionIsNotHeardOf(Standing standing) {
        try (Program program = standing.start(Launch.of(installation.withoutOneClass(), sink.place()))) {
            assertThat(program.client().rest()).matches(REPLIES);
            assertThat(program.awaitExit()).isEqualTo(70);
        }
    }
}
