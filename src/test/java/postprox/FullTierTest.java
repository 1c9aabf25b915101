package postprox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code ./test} leaves to {@code ./test --full} is also held by a test that it runs: docs/dev/testing.md says by which. */
class FullTierTest {
    private static final Path PAGE = Path.of("docs/dev/testing.md");

    private static final Pattern TAGGED =
            Pattern.compile("@Tag\\(\"full\"\\)(?s:.*?)\\s(?:class (\\w+)|(?:void|Stream<DynamicTest>) (\\w+)\\()");

    private static final Pattern NAMED = Pattern.compile("`(\\w+Test(?:#\\w+)?)`");

    private final Map<String, String> sources = sources();

    @Test
    void thePageNamesWhatIsTaggedAndNothingElse() throws IOException {
        assertThat(table().keySet()).isNotEmpty().isEqualTo(tagged());
    }

    @Test
    void whatHoldsItTooExistsAndRunsWithEachCommit() throws IOException {
        table().forEach((full, others) -> {
            assertThat(others).as("what else holds " + full).isNotEmpty();
            for (String other : others) {
                assertThat(exists(other)).as(other + " exists").isTrue();
                assertThat(tagged()).as("tagged full").doesNotContain(other, other.replaceFirst("#.*", ""));
            }
        });
    }

    /** What is tagged, and what else holds it. */
    private static Map<String, List<String>> table() throws IOException {
        String page = Files.readString(PAGE, UTF_8);
        String table = page.substring(page.indexOf("<!-- full-tier -->"), page.indexOf("<!-- end of full-tier -->"));
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String row : table.lines().filter(line -> line.startsWith("| `")).toList()) {
            List<String> names =
                    NAMED.matcher(row).results().map(name -> name.group(1)).toList();
            rows.put(names.getFirst(), names.subList(1, names.size()));
        }
        return rows;
    }

    private Set<String> tagged() {
        Set<String> all = new TreeSet<>();
        sources.forEach((test, source) -> TAGGED.matcher(source).results().forEach(tag -> all.add(name(test, tag))));
        return all;
    }

    private static String name(String test, MatchResult tag) {
        return tag.group(2) == null ? test : test + "#" + tag.group(2);
    }

    private boolean exists(String name) {
        String[] parts = name.split("#", 2);
        String source = sources.getOrDefault(parts[0], "");
        return !source.isEmpty() && (parts.length == 1 || source.contains(" " + parts[1] + "("));
    }

    /** Each test class's, by its simple name. */
    private static Map<String, String> sources() {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(path -> path.toString().endsWith("Test.java"))
                    .collect(Collectors.toMap(FullTierTest::simpleName, FullTierTest::read));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String simpleName(Path file) {
        return String.valueOf(file.getFileName()).replace(".java", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
