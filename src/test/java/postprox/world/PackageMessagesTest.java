package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import postprox.testkit.BuiltJar;

/** What ./package says if it cannot build, and what to do then. */
class PackageMessagesTest {
    private final Workspace workspace = Workspace.create();

    @AfterEach
    void cleanUp() {
        workspace.close();
    }

    @Test
    void toolsThatAreMissingAreNamedByTheirPackages() {
        String tools = workspace.directory("tools").toString();
        Tools.run("ln", "-s", "/usr/bin/dirname", tools);

        assertThat(attempt("PATH=" + tools))
                .isEqualTo(new Tools.Result(
                        3,
                        "package: tools are missing: apt-get install --no-install-recommends maven musl-tools debhelper dpkg-dev"
                                + " binutils\n"));
    }

    /** jlink(1) links from the files of the JDK itself (JEP 493). */
    @Test
    void aJdkOfWhichAFileWasChangedIsExplained() {
        workspace.directory("jdk");
        workspace.directory("jdk/bin");
        workspace.file("jdk/release", "JAVA_VERSION=\"25.0.3\"\n");
        workspace.script("jdk/bin/java", "exit 0\n");
        workspace.script("jdk/bin/jlink", "echo 'Error: /jdk/conf/net.properties has been modified'; exit 1\n");

        Tools.Result result = attempt("JAVA_HOME=" + workspace.path("jdk"));

        assertThat(result.status()).isEqualTo(3);
        assertThat(result.said())
                .contains(
                        "Error: /jdk/conf/net.properties has been modified\n",
                        "package: jlink links only from unchanged files: unpack a JDK 25 elsewhere, and set JAVA_HOME to it.\n");
    }

    @Test
    void anOptionThatIsNotThereIsNamed() {
        assertThat(Tools.attempt(List.of("./package", "--fast")))
                .isEqualTo(new Tools.Result(2, "package: there is no option '--fast' here; see ./package --help\n"));
    }

    private Tools.Result attempt(String variable) {
        return Tools.attempt(List.of(
                "/usr/bin/env",
                variable,
                "./package",
                "--jar=" + BuiltJar.path(),
                "--output=" + workspace.directory("output")));
    }
}
