package postprox.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * docs/PERFORMANCE.md and the files beside it. The page's words are written by hand; what a case has measured stands
 * between two markers and is replaced by each run of that case.
 */
public final class PerformancePage {
    private final Path page;
    private final Path directory;

    /** The page of a checkout. */
    public PerformancePage(Path checkout) {
        this.page = checkout.resolve("docs/PERFORMANCE.md");
        this.directory = checkout.resolve("docs/performance");
    }

    /** Writes what a case found out, and where and when. */
    public void write(String caseName, Findings findings, String circumstances) throws IOException {
        String text = Files.readString(page);
        Files.writeString(page, replaced(text, caseName, findings.table().text() + "\n" + circumstances + "\n"));
        Files.createDirectories(directory);
        for (DataFile file : findings.files()) {
            Files.writeString(directory.resolve(file.name() + ".csv"), file.text());
        }
        for (GrowthChart chart : findings.charts()) {
            Files.writeString(directory.resolve(chart.name() + ".svg"), chart.svg());
        }
    }

    static String replaced(String page, String name, String text) throws IOException {
        String begin = "<!-- measured: " + name + " -->\n";
        String end = "<!-- end -->";
        int from = page.indexOf(begin);
        int to = page.indexOf(end, Math.max(from, 0));
        if (from < 0 || to < 0) {
            throw new IOException("docs/PERFORMANCE.md has no place for " + name + ": it needs the lines "
                    + begin.strip() + " and " + end);
        }
        return page.substring(0, from + begin.length()) + text + page.substring(to);
    }
}
