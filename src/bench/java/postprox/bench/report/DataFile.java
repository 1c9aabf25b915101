package postprox.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table for programs, as a CSV file (RFC 4180).
 *
 * @param name without its ending
 */
public record DataFile(String name, List<String> header, List<List<String>> lines) {
    /** A number with at most six digits that mean something. */
    public static String number(double value) {
        return String.format(Locale.ROOT, value >= 1000 ? "%.0f" : "%.6g", value);
    }

    String text() {
        return Stream.concat(Stream.of(header), lines.stream())
                .map(line -> line.stream().map(DataFile::quoted).collect(Collectors.joining(",")) + "\n")
                .collect(Collectors.joining());
    }

    private static String quoted(String field) {
        return field.contains(",") || field.contains("\"") ? '"' + field.replace("\"", "\"\"") + '"' : field;
    }
}
