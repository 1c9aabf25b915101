package postprox.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two pages with what was measured, and the files beside them: one page for administrators, one for developers. The words are
 * written by hand. What a case has measured stands between two markers, on one of the pages, and is replaced by each run of that case.
 */
public final class PerformancePage {
    /** The pages, by their paths in a checkout. */
    public static final List<Path> PAGES = List.of(Path.of("docs/PERFORMANCE.md"), Path.of("docs/dev/benchmarks.md"));

    private static final String END = "<!-- end -->";

    private final Path checkout;

    /** The pages of a checkout. */
    public PerformancePage(Path checkout) {
        this.checkout = checkout;
    }

    /** Writes what a case found out, and where and when. */
    public void write(String caseName, Findings findings, String circumstances) throws IOException {
        Path page = pageOf(caseName);
        Files.writeString(
                page,
                replaced(Files.readString(page), caseName, findings.table().text() + "\n" + circumstances + "\n"));
        Path directory = checkout.resolve("docs/performance");
        Files.createDirectories(directory);
        for (DataFile file : findings.files()) {
            Files.writeString(directory.resolve(file.name() + ".csv"), file.text());
        }
        for (GrowthChart chart : findings.charts()) {
            Files.writeString(directory.resolve(chart.name() + ".svg"), chart.svg());
        }
    }

    private Path pageOf(String caseName) throws IOException {
        for (Path page : PAGES) {
            Path file = checkout.resolve(page);
            if (Files.readString(file).contains(begin(caseName))) {
                return file;
            }
        }
        throw new IOException("no page of " + PAGES + " has a place for " + caseName + ": it needs the lines "
                + begin(caseName).strip() + " and " + END);
    }

    static String replaced(String page, String name, String text) throws IOException {
        int from = page.indexOf(begin(name));
        int to = page.indexOf(END, Math.max(from, 0));
        if (from < 0 || to < 0) {
            throw new IOException("the page has no place for " + name + ": it needs the lines "
                    + begin(name).strip() + " and " + END);
        }
        return page.substring(0, from + begin(name).length()) + text + page.substring(to);
    }

    private static String begin(String name) {
        return "<!-- measured: " + name + " -->\n";
    }
}
