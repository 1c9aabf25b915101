package postprox.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The promises that ./fuzz attacks for as long as one likes: every known input, and some that grow from them, the same each time. */
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class FuzzTest {
    /** Enough for some inputs of each target; a conversation takes as long as a hundred endpoints. */
    private static final int RUNS = 8_000;

    @ParameterizedTest
    @EnumSource
    void everyKnownInputKeepsThePromises(FuzzTarget target) throws IOException {
        List<Path> corpus = target.corpus();
        assertThat(corpus).isNotEmpty();
        for (Path input : corpus) {
            try {
                target.attack(Files.readAllBytes(input));
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError(input + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    @Tag("full")
    void inputsThatNobodyHasThoughtOfKeepThePromises(@TempDir Path directory) throws Exception {
        Path corpus = Files.createDirectory(directory.resolve("corpus"));
        for (FuzzTarget target : FuzzTarget.values()) {
            for (Path seed : target.corpus()) {
                Files.write(
                        corpus.resolve(target + "-" + seed.getFileName()),
                        Fuzz.choosing(target, Files.readAllBytes(seed)));
            }
        }
        Path log = directory.resolve("log");
        Process jazzer = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + Fuzz.class.getName(),
                        "--instrumentation_includes=postprox.**",
                        "--custom_hook_includes=postprox.**",
                        "--reproducer_path=" + directory,
                        "-artifact_prefix=" + directory + "/",
                        "-runs=" + RUNS,
                        "-seed=1",
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(jazzer.waitFor()).as(() -> read(log)).isZero();
        assertThat(read(log)).contains("Done ").doesNotContain("Java Exception");
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
