package postprox.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.trial.Result;

/** What holds for every filter in {@code examples/}. */
class AllExamplesTest {
    private static final Pattern TRIAL = Pattern.compile("\\./postprox try -c (\\S+) .*?(\\S+\\.eml)\n");

    @TempDir
    private Path directory;

    static List<String> filters() throws IOException {
        try (Stream<Path> files = Files.list(Example.file("."))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches(".*\\.(sh|py)"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("filters")
    void ordinaryMessagePasses(String filter) throws IOException {
        Example example = new Example(filter, directory).withPrograms(ClamdscanTest.fake(directory, "exit 0"));

        assertThat(example.on("clean.eml").result()).isEqualTo(Result.PASSES);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void troubleIsNeverARefusal(String filter) throws IOException {
        Example example = new Example(filter, directory)
                .withPrograms(ClamdscanTest.fake(directory, "exit 0"))
                .with("EMAIL=/no/such/file");

        Example.assertFailed(example.on("clean.eml"), 2);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void filterSaysHowToTryIt(String filter) throws IOException {
        Path file = Example.file(filter);
        Matcher trial = TRIAL.matcher(Files.readString(file));

        assertThat(file).isExecutable();
        assertThat(trial.find()).isTrue();
        assertThat(trial.group(1)).isEqualTo("examples/" + filter);
        assertThat(Path.of(trial.group(2))).isRegularFile();
        assertThat(Files.readString(Example.file("README.md"))).contains("`" + filter + "`");
    }
}
