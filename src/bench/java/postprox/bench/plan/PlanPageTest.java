package postprox.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import postprox.bench.report.Statistics;

/** docs/scale.md has the plan that {@code ./bench plan} prints. After a change of either: copy what it prints onto the page. */
class PlanPageTest {
    private static final Path PAGE = Path.of("docs/scale.md");
    private static final Path COSTS = Path.of("docs/performance/costs.csv");
    private static final Percentage TOLERANCE = Percentage.withPercentage(10);
    private static final List<String> NUMBERS = List.of(
            "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");

    @Test
    void thePageHasThePlanAsItIsPrinted() throws IOException, BadInput {
        String page = Files.readString(PAGE);

        assertThat(page).contains("<!-- ./bench plan -->\n" + PlanText.of(List.of()) + "<!-- end -->\n");
    }

    /** A page that counts machines in words must not say others than its table. */
    @Test
    void theWordsAboutThePlanAreThoseOfItsFigures() throws IOException, BadInput {
        Plan plan = new Plan(Inputs.parse(List.of()));

        assertThat(Files.readString(PAGE))
                .contains(word(plan.machines()) + " machines with postprox and its filter, two with HAProxy, "
                        + word(plan.nextHops()) + " with Postfix behind");
    }

    private static String word(double number) {
        return NUMBERS.get((int) number);
    }

    /** A new run of {@code ./bench costs} on another machine changes them: then they change here too, and the page with them. */
    @Test
    void theStandardCostsAreThoseThatWereMeasured() throws IOException {
        double small = median("postprox, 4 KB");
        double balancer = median("HAProxy");

        assertThat(Input.OWN_CPU.standard()).isCloseTo(small, TOLERANCE);
        assertThat(Input.MEGABYTE_CPU.standard()).isCloseTo(median("postprox, 1 MB") - small, TOLERANCE);
        assertThat(Input.BALANCER_CPU.standard()).isCloseTo(balancer, TOLERANCE);
        assertThat(Input.BALANCER_MEGABYTE_CPU.standard()).isCloseTo(median("HAProxy, 1 MB") - balancer, TOLERANCE);
    }

    private static double median(String subject) throws IOException {
        String quoted = subject.contains(",") ? '"' + subject + '"' : subject;
        return Statistics.median(Files.readAllLines(COSTS).stream()
                .filter(line -> line.startsWith(quoted + ",processor_time,"))
                .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(',') + 1)))
                .toList());
    }

    /** The example of a command line is one that works. */
    @Test
    void theExampleOnThePageIsAPlan() throws IOException, BadInput {
        List<String> words = Pattern.compile("(?m)^    \\./bench plan (.+)$")
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(words).isNotEmpty();
        for (String line : words) {
            assertThat(PlanText.of(List.of(line.split(" ")))).contains("First to end: ");
        }
    }
}
