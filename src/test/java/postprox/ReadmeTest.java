package postprox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README stays short, the index has every page, each link leads somewhere, and a fact stands on one page. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final Path INDEX = Path.of("docs/README.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)?(?:#([^)]+))?\\)");
    private static final int MOST_LINES = 150;

    @Test
    void theReadmeIsReadInTwoMinutes() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThan(MOST_LINES);
    }

    @Test
    void theIndexHasEveryPage() throws IOException {
        String index = Files.readString(INDEX);
        List<String> pages = pages().map(
                        page -> Path.of("docs").relativize(page).toString())
                .filter(page -> !page.equals("README.md"))
                .toList();

        assertThat(pages).isNotEmpty().allSatisfy(page -> assertThat(index).contains("](" + page + ")"));
    }

    @Test
    void eachLinkLeadsToAPageAndAHeading() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : Stream.concat(Stream.of(README, Path.of("CONTRIBUTING.md")), pages())
                .toList()) {
            LINK.matcher(Files.readString(page))
                    .results()
                    .filter(link -> !isAlive(page, link))
                    .forEach(link -> dead.add(page + ": " + link.group()));
        }
        assertThat(dead).isEmpty();
    }

    /** Where a table of exit statuses or of a filter's variables stood twice, the two have drifted apart before. */
    @Test
    void theTablesOfStatusesAndVariablesAreOnOnePageEach() throws IOException {
        List<Path> all = Stream.concat(Stream.of(README), pages()).toList();

        assertThat(all).filteredOn(page -> read(page).contains("| 70 |")).containsExactly(Path.of("docs/options.md"));
        assertThat(all)
                .filteredOn(page -> read(page).contains("| `RECIPIENTCOUNT`")
                        || read(page).contains("`RECIPIENTS`, `RECIPIENTCOUNT` |"))
                .containsExactly(Path.of("docs/filters/contract.md"));
        assertThat(all)
                .filteredOn(page -> read(page).contains("-o smtpd_soft_error_limit="))
                .containsExactly(Path.of("docs/POSTFIX.md"));
    }

    private static boolean isAlive(Path page, MatchResult link) {
        String target = String.valueOf(link.group(1));
        if (target.contains("://")) {
            return true;
        }
        Path file = link.group(1) == null ? page : page.resolveSibling(target).normalize();
        if (page.equals(README) && link.group(1) != null) {
            file = Path.of(target);
        }
        return Files.exists(file) && (link.group(2) == null || headings(file).contains(link.group(2)));
    }

    /** The anchors of a page's headings, as GitHub makes them. */
    private static List<String> headings(Path page) {
        return read(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
