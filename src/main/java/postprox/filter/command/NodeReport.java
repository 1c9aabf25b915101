package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.filter.command.CrashReport.Place;

/**
 * Recognizes Node's reports. A report has the place, the source line, the error with its calls, and Node's version as the last
 * line. Programs that catch all errors in one place write only the error with its calls.
 */
final class NodeReport {
    private static final String VERSION = "Node.js v";
    private static final String CALL = "    at ";

    /** Begins the place of Node's own code, where the mistake is not. */
    private static final String OWN = "node:";

    private static final String IMPORTED = " imported from ";
    private static final String URL = "file://";

    private NodeReport() {}

    /** The report that ends these lines, if there is one. */
    static Optional<CrashReport> in(List<String> lines) {
        return isVersion(lines.getLast()) ? uncaught(lines) : written(lines);
    }

    private static boolean isVersion(String line) {
        String number = line.startsWith(VERSION) ? line.substring(VERSION.length()) : "";
        return number.contains(".") && !number.contains(" ");
    }

    private static Optional<CrashReport> uncaught(List<String> lines) {
        int begin = 0;
        while (begin < lines.size() && !isPlace(lines.get(begin))) {
            begin++;
        }
        if (begin + 4 >= lines.size()) {
            return Optional.empty();
        }
        List<String> report = lines.subList(begin, lines.size() - 1);
        String error = error(report);
        return Optional.of(
                new CrashReport(onlyBlankBefore(lines, begin) ? 0 : begin, false, error, places(report, error)));
    }

    private static boolean isPlace(String line) {
        return Place.in(line)
                .map(place -> line.endsWith(":" + place.line()) && place.file().length() > 1)
                .orElse(false);
    }

    private static boolean onlyBlankBefore(List<String> lines, int begin) {
        return lines.subList(0, begin).stream().allMatch(String::isBlank);
    }

    /**
     * The line that names the error, after the place, the source line, the caret and an empty line. If the program threw a
     * value that is no Error, there is no empty line.
     */
    private static String error(List<String> report) {
        int empty = report.indexOf("");
        return report.stream()
                .skip(empty < 0 ? 3 : empty)
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse(report.get(3));
    }

    /** The report that a program writes itself, with {@code console.error(error)} before it exits: the error with its calls. */
    private static Optional<CrashReport> written(List<String> lines) {
        int last = lines.size() - 1;
        if (lines.get(last).equals("}")) {
            // Node writes the error's own properties in braces after the calls.
            while (last > 0 && !lines.get(last).endsWith(" {")) {
                last--;
            }
        }
        int call = last;
        while (call >= 0 && lines.get(call).startsWith(CALL)) {
            call--;
        }
        if (call < 0 || call == last || !namesError(lines.get(call))) {
            return Optional.empty();
        }
        String error = lines.get(call);
        return Optional.of(new CrashReport(call, false, error, places(lines.subList(call, last + 1), error)));
    }

    /** Whether a line has the form {@code Error: text}, {@code Error} or {@code Error [CODE]: text}. */
    private static boolean namesError(String line) {
        int name = CrashReport.endOfName(line);
        return line.substring(0, name).endsWith("Error")
                && (CrashReport.namesError(line) || line.startsWith(" [", name) && line.contains("]: "));
    }

    private static List<Place> places(List<String> report, String error) {
        List<Place> calls = CrashReport.places(report, NodeReport::place);
        return calls.isEmpty()
                ? Stream.concat(importing(error), Place.in(withoutUrl(report.getFirst())).stream())
                        .toList()
                : calls;
    }

    private static Optional<Place> place(String line) {
        if (!line.startsWith(CALL)) {
            return Optional.empty();
        }
        String place = line.substring(Math.max(CALL.length(), line.lastIndexOf('(') + 1));
        return Place.in(withoutUrl(place)).filter(_ -> !place.startsWith(OWN));
    }

    /** The place of the import, if the error is that a module does not exist. */
    private static Stream<Place> importing(String error) {
        int file = error.indexOf(IMPORTED);
        return file < 0 ? Stream.empty() : Stream.of(new Place(error.substring(file + IMPORTED.length()), 0));
    }

    private static String withoutUrl(String place) {
        return place.startsWith(URL) ? place.substring(URL.length()) : place;
    }
}
