package postprox.bench.report;

import java.util.List;

/**
 * What a case found out.
 *
 * @param table for people
 * @param files all values, for programs
 * @param charts drawings of them
 */
public record Findings(TextTable table, List<DataFile> files, List<GrowthChart> charts) {
    /** Rows beside yardsticks, and the rounds that they come from. */
    public static Findings of(List<Row> rows, DataFile file) {
        return new Findings(Row.table(rows), List.of(file), List.of());
    }
}
