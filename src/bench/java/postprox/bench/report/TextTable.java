package postprox.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in Markdown whose columns stand below each other, so that a terminal can show it as it is. */
public final class TextTable {
    private final List<List<String>> lines = new ArrayList<>();

    public TextTable(List<String> header) {
        lines.add(header);
    }

    public void add(List<String> line) {
        lines.add(line);
    }

    /** All of it, with a line end behind each line. */
    public String text() {
        List<Integer> widths = IntStream.range(0, lines.getFirst().size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .boxed()
                .toList();
        List<String> rule = widths.stream().map("-"::repeat).toList();
        List<List<String>> all = new ArrayList<>(lines);
        all.add(1, rule);
        return all.stream().map(line -> row(line, widths)).collect(Collectors.joining());
    }

    private static String row(List<String> line, List<Integer> widths) {
        return IntStream.range(0, line.size())
                .mapToObj(column -> line.get(column)
                        + " ".repeat(widths.get(column) - line.get(column).length()))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
