package postprox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postprox.bench.report.PerformancePage;

class CaseTest {
    /** Found out when everything has been measured, it would have cost a quarter of an hour. */
    @Test
    void everyCaseHasItsPlaceOnThePage() throws IOException {
        StringBuilder pages = new StringBuilder();
        for (Path page : PerformancePage.PAGES) {
            pages.append(Files.readString(page));
        }

        assertThat(Stream.of(Case.values()).map(one -> "<!-- measured: " + one.word() + " -->"))
                .allSatisfy(place -> assertThat(pages).containsOnlyOnce(place));
    }

    /** The text is printed before anything is built, so that it cannot ask. */
    @Test
    void helpHasExactlyTheCases() throws IOException {
        assertThat(Files.readString(Path.of("src/bench/help.txt"))).endsWith("\ncases:\n" + Case.list());
    }
}
