package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import postprox.filter.command.CrashReport.Place;

/**
 * Recognizes Java's reports: of an error that the main thread did not catch, and of a source file or class that it cannot run.
 */
final class JavaReport {
    private static final String MAIN = "Exception in thread \"main\" ";
    private static final String CALL = "\tat ";
    private static final String NO_CLASS = "Error: Could not find or load main class ";
    private static final String CAUSE = "Caused by: ";
    private static final String NOT_COMPILED = "error: compilation failed";

    private JavaReport() {}

    /** The report that ends these lines, if there is one. */
    static Optional<CrashReport> in(List<String> lines) {
        if (lines.size() < 2) {
            return Optional.empty();
        }
        String last = lines.getLast();
        if (last.startsWith(CALL) || last.startsWith("\t... ")) {
            return uncaught(lines);
        }
        if (last.equals(NOT_COMPILED)) {
            return notCompiled(lines);
        }
        int begin = lines.size() - 2;
        return last.startsWith(CAUSE) && lines.get(begin).startsWith(NO_CLASS)
                ? Optional.of(new CrashReport(begin, false, lines.get(begin), List.of()))
                : Optional.empty();
    }

    private static Optional<CrashReport> uncaught(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(MAIN)) {
                return Optional.of(new CrashReport(
                        i,
                        false,
                        lines.get(i).substring(MAIN.length()),
                        CrashReport.places(lines.subList(i, lines.size()), JavaReport::call)));
            }
        }
        return Optional.empty();
    }

    private static Optional<CrashReport> notCompiled(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            Optional<Place> place = Place.in(lines.get(i));
            if (place.isPresent() && lines.get(i).contains(": error: ")) {
                return Optional.of(new CrashReport(
                        i, false, lines.get(i).substring(lines.get(i).indexOf(": error: ") + 2), List.of(place.get())));
            }
        }
        return Optional.empty();
    }

    /** The place in a line such as {@code at Class.method(File.java:5)}. */
    private static Optional<Place> call(String line) {
        return line.startsWith(CALL) ? Place.in(line, "(", ":") : Optional.empty();
    }
}
