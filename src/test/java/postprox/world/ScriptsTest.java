package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts of a checkout that nobody has built yet, on a machine that lacks all that they need. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ScriptsTest {
    private static final List<String> COREUTILS = List.of("cat", "dirname", "id", "ls", "readlink");

    /** What they read of the sources to say what they are for. */
    private static final List<String> SOURCES =
            List.of("src/main/resources", "src/bench/help.txt", "src/test/resources/fuzz");

    private final Workspace workspace = Workspace.create();

    static List<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(""))) {
            return files.filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    @AfterEach
    void cleanUp() {
        workspace.close();
    }

    /** Whoever asks what a script is for has not agreed to packages and a build. */
    @ParameterizedTest
    @MethodSource("scripts")
    void helpIsPrintedBeforeAnythingIsInstalledOrBuilt(String script) throws IOException {
        Path checkout = workspace.openDirectory("checkout");
        copy(checkout, script);
        Tools.run("chmod", "-R", "a+rX", checkout.toString());
        Path tools = workspace.directory("tools");
        for (String tool : COREUTILS) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        Launch launch = new Launch(
                checkout.resolve(script),
                List.of("--help"),
                Map.of("PATH", tools.toString(), "JAVA_HOME", "/nonexistent"),
                Path.of("/"),
                "nobody",
                List.of());

        try (Program program = launch.onPipes()) {
            assertThat(program.client().rest())
                    .contains(script.equals("postprox") ? "-c, --command" : "usage: ./" + script);
            assertThat(program.errors().toEnd()).isEmpty();
            assertThat(program.awaitExit()).isZero();
        }
        assertThat(workspace.list(checkout)).containsExactlyInAnyOrder(script, "scripts", "src");
    }

    /** Also where a terminal shows nothing of it, as in a script or by way of ssh: it takes minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"--version", "demo", "try -c true", "127.0.0.1:10026 -l 10025"})
    void whoeverCallsACommandIsToldThatItIsBuiltFirst(String arguments) {
        try (Program program = notBuilt(arguments).onPipes()) {
            assertThat(program.errors().toEnd())
                    .startsWith("postprox: building, the first time takes a minute or three ...\n")
                    .contains("postprox: the build failed, see ");
        }
    }

    @Test
    void aMailSessionIsToldNothingOfABuild() {
        try (Program program = notBuilt("127.0.0.1:10026").onPipes()) {
            assertThat(program.errors().toEnd()).startsWith("postprox: the build failed, see ");
            assertThat(program.client().rest()).isEmpty();
        }
    }

    /** A checkout that nobody has built, where Maven cannot. */
    private Launch notBuilt(String arguments) {
        Path checkout = workspace.directory("checkout");
        copy(checkout, "postprox", "pom.xml");
        Path maven = workspace.directory("maven");
        workspace.script("maven/mvn", "exit 1\n");
        return new Launch(
                checkout.resolve("postprox"),
                List.of(arguments.split(" ")),
                Map.of("PATH", maven + ":/usr/bin:/bin", "JAVA_HOME", System.getProperty("java.home")),
                Path.of("/"),
                "root",
                List.of());
    }

    private static void copy(Path checkout, String... files) {
        List<String> command = new ArrayList<>(List.of("cp", "-r", "--parents", "scripts"));
        command.addAll(SOURCES);
        command.addAll(List.of(files));
        command.add(checkout.toString());
        Tools.run(command.toArray(String[]::new));
    }
}
