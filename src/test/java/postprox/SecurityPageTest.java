package postprox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each defence of docs/dev/threats.md is shown by a test that there is. */
class SecurityPageTest {
    private static final Path PAGE = Path.of("docs/dev/threats.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`(?: \\(([a-z0-9, -]+)\\))?");

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        List<MatchResult> named =
                TEST.matcher(Files.readString(PAGE, UTF_8)).results().toList();

        assertThat(named).hasSizeGreaterThan(30);
        for (MatchResult test : named) {
            assertThat(source(test.group(1))).as(test.group()).contains(" void " + test.group(2) + "(");
        }
    }

    @Test
    void everyDialogThatIsNamedExists() throws IOException {
        List<String> dialogs = TEST.matcher(Files.readString(PAGE, UTF_8))
                .results()
                .filter(test -> test.group(3) != null)
                .flatMap(test -> Stream.of(test.group(3).split(", ")))
                .toList();

        assertThat(dialogs)
                .isNotEmpty()
                .allSatisfy(dialog -> assertThat(Path.of("src/test/resources/dialogs", dialog + ".dialog"))
                        .exists());
    }

    private static String source(String test) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            Path file = files.filter(path -> path.endsWith(test + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no test " + test));
            return Files.readString(file, UTF_8);
        }
    }
}
