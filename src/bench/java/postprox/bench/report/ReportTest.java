package postprox.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReportTest {
    @Test
    void tableSaysWhetherTargetsAreMet() {
        assertThat(Row.table(List.of(
                                row(Quantity.RATE, 1_234, 0.45, new Target.Ratio(0.45)),
                                row(Quantity.FIRST_BYTE, 61.04, 2.5, new Target.Ratio(2.4)),
                                row(Quantity.RESIDENT, 19.5, 7, new Target.Figure(20)),
                                row(Quantity.MEDIAN_TIME, 0.123, 2, new Target.None())))
                        .text())
                .isEqualTo("""
                        | case | ours    | yardstick |         | ratio | target    | met    |
                        | ---- | ------- | --------- | ------- | ----- | --------- | ------ |
                        | some | 1,234/s | 10.0/s    | HAProxy | 0.45  | ≥ 0.45    | yes    |
                        | some | 61.0 ms | 10.0 ms   | HAProxy | 2.50  | ≤ 2.40    | **no** |
                        | some | 19.5 KB | 10.0 KB   | HAProxy | 7.00  | ≤ 20.0 KB | yes    |
                        | some | 0.12 ms | 10.0 ms   | HAProxy | 2.00  |           |        |
                        """);
    }

    @Test
    void pageKeepsItsWordsAndOtherTables() throws IOException {
        String page = "Words.\n<!-- measured: a -->\nold\n<!-- end -->\nMore.\n<!-- measured: b -->\n<!-- end -->\n";

        assertThat(PerformancePage.replaced(page, "a", "new\n"))
                .isEqualTo(
                        "Words.\n<!-- measured: a -->\nnew\n<!-- end -->\nMore.\n<!-- measured: b -->\n<!-- end -->\n");
        assertThatThrownBy(() -> PerformancePage.replaced(page, "c", "new\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("<!-- measured: c -->");
    }

    @ParameterizedTest
    @EnumSource
    void chartIsTheSameForTheSameNumbersAndSmall(GrowthChart.Axes axes) throws IOException {
        GrowthChart chart = new GrowthChart(
                "growth",
                "sessions",
                "rate",
                List.of(1.0, 10.0, 100.0),
                Map.of("ours", List.of(5.0, 50.0, 400.0)),
                axes);

        assertThat(chart.svg()).isEqualTo(chart.svg());
        assertThat(chart.svg().length()).isLessThan(64 * 1024);
    }

    private static Row row(Quantity quantity, double ours, double ratio, Target target) {
        return new Row("some", quantity, ours, "HAProxy", 10, ratio, target);
    }
}
