package postprox.bench.report;

import java.util.List;
import java.util.Locale;

/**
 * A line of the table: a figure of ours beside a yardstick of the same run.
 *
 * @param yardstickName whose figure the yardstick is
 */
public record Row(
        String name,
        Quantity quantity,
        double ours,
        String yardstickName,
        double yardstick,
        double ratio,
        Target target) {
    /** The medians of two subjects and that of their ratios. */
    public static Row of(String name, Series series, Quantity quantity, String ours, String yardstick, Target target) {
        return new Row(
                name,
                quantity,
                series.median(ours, quantity),
                yardstick,
                series.median(yardstick, quantity),
                series.ratio(ours, yardstick, quantity),
                target);
    }

    /** The table of many. */
    public static TextTable table(List<Row> rows) {
        TextTable table = new TextTable(List.of("case", "ours", "yardstick", "", "ratio", "target", "met"));
        for (Row row : rows) {
            table.add(List.of(
                    row.name,
                    row.quantity.text(row.ours),
                    row.quantity.text(row.yardstick),
                    row.yardstickName,
                    String.format(Locale.ROOT, row.ratio < 0.1 ? "%.3f" : "%.2f", row.ratio),
                    row.target.text(row.quantity),
                    row.target.verdict(row.quantity, row.ours, row.ratio)));
        }
        return table;
    }
}
