package postprox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.world.Arrangement;

/** What the documents tell to write into master.cf is what the tests of {@code postprox.world} run: packaging/postfix. */
class PostfixConfigurationTest {
    private static final Path SOURCE = Path.of("packaging/postfix");
    private static final Pattern OF_MASTER_CF =
            Pattern.compile("-o \\w+=.*|\\S+ (inet|unix) \\S \\S \\S .*|user=.* argv=.*");
    private static final Pattern SPAWN =
            Pattern.compile("127\\.0\\.0\\.1:(\\d+) inet \\S \\S \\S (\\d+) spawn\n(?s:.*)");
    private static final Pattern FRONT = Pattern.compile("\\S+ inet \\S \\S \\S (\\d+) smtpd\n(?s:.*)");

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(SOURCE)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    static List<String> masterFiles() throws IOException {
        return files().stream().filter(name -> name.endsWith(".master.cf")).toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void thePostfixPageShowsAllOfThem(String name) throws IOException {
        assertThat(text("docs/POSTFIX.md")).contains(text(SOURCE.resolve(name).toString()));
    }

    @Test
    void theManPageShowsThem() throws IOException {
        assertThat(text("man/postprox.1"))
                .contains(
                        text("packaging/postfix/before-queue.master.cf"),
                        text("packaging/postfix/after-queue.main.cf"),
                        text("packaging/postfix/after-queue.master.cf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"man/postprox.1", "docs/POSTFIX.md"})
    void noDocumentHasLinesOfMasterCfThatNoTestRuns(String document) throws IOException {
        Set<String> run = masterFiles().stream()
                .flatMap(name -> lines(SOURCE.resolve(name).toString()))
                .collect(Collectors.toSet());

        assertThat(lines(document).filter(line -> OF_MASTER_CF.matcher(line).matches()))
                .isNotEmpty()
                .isSubsetOf(run);
    }

    /** More servers than proxies, and some clients wait for their greeting. */
    @ParameterizedTest
    @MethodSource("masterFiles")
    void eachSpawnHasAsManyProcessesAsTheServersThatAskIt(String name) {
        List<String> entries = Arrangement.of(name.replace(".master.cf", "")).entries();
        for (String entry : entries) {
            Matcher spawn = SPAWN.matcher(entry);
            if (spawn.matches()) {
                String option = "smtpd_proxy_filter=127.0.0.1:" + spawn.group(1) + "\n";
                int asking = entries.stream()
                        .filter(front -> front.contains(option))
                        .map(FRONT::matcher)
                        .filter(Matcher::matches)
                        .mapToInt(front -> Integer.parseInt(front.group(1)))
                        .sum();
                assertThat(asking).as(entry).isIn(name.startsWith("before") ? Integer.parseInt(spawn.group(2)) : 0);
            }
        }
    }

    /** Lines without indentation, and without the man page's marks. */
    private static Stream<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .map(line -> line.replace("\\-", "-").strip());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(String file) {
        return lines(file).collect(Collectors.joining("\n"));
    }
}
