package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard output takes nothing, since a disk is full: who asked for a text learns that there is none. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class FullOutputTest {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");

    /** The launcher of a checkout prints the help from its file, and the demo's filter is one too. */
    @BeforeEach
    void putFilesInPlace() {
        for (String file : List.of("src/main/resources/postprox/help.txt", "examples/demo-filter.sh")) {
            Path copy = workspace.path("postprox").resolve(file);
            Tools.run("mkdir", "-p", copy.resolveSibling("").toString());
            Tools.run("cp", file, copy.toString());
        }
    }

    @AfterEach
    void cleanUp() {
        workspace.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "--license",
                "try --help",
                "config show",
                "completion bash",
                "try -c true /dev/null",
                "demo"
            })
    void theReasonIsOneLineAndTheStatusIsThree(String arguments) {
        Tools.Result result = Tools.attempt(
                List.of("/bin/sh", "-c", "exec " + installation.launcher() + " " + arguments + " >/dev/full"));

        assertThat(result)
                .isEqualTo(new Tools.Result(3, "postprox: cannot write to standard output: no space left on device\n"));
    }
}
