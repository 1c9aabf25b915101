package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import postprox.filter.command.CrashReport.Place;

/**
 * Recognizes Lua's reports. A report has a line with the interpreter's name, the place and the error, and the calls, each after
 * a tab. The report of a syntax error has no calls.
 */
final class LuaReport {
    private static final String CALLS = "stack traceback:";

    private LuaReport() {}

    /** The report that ends these lines, if there is one. */
    static Optional<CrashReport> in(List<String> lines) {
        int calls = lines.size();
        while (calls > 0 && lines.get(calls - 1).startsWith("\t")) {
            calls--;
        }
        boolean called =
                calls > 0 && calls < lines.size() && lines.get(calls - 1).equals(CALLS);
        return called ? beforeCalls(lines, calls - 1) : syntax(lines);
    }

    private static Optional<CrashReport> beforeCalls(List<String> lines, int calls) {
        for (int i = 0; i < calls; i++) {
            Optional<String> error = afterName(lines.get(i));
            if (error.isPresent()) {
                return Optional.of(new CrashReport(
                        i,
                        false,
                        withoutPlace(error.get()),
                        CrashReport.places(lines.subList(i, lines.size()), LuaReport::place)));
            }
        }
        return Optional.empty();
    }

    private static Optional<CrashReport> syntax(List<String> lines) {
        return afterName(lines.getLast())
                .flatMap(error -> Place.in(error)
                        .map(place -> new CrashReport(lines.size() - 1, false, withoutPlace(error), List.of(place))));
    }

    /** The text after the interpreter's name; empty if the line does not begin with that. */
    private static Optional<String> afterName(String line) {
        int name = line.indexOf(": ");
        return name > 0 && line.substring(line.lastIndexOf('/', name) + 1, name).startsWith("lua")
                ? Optional.of(line.substring(name + 2))
                : Optional.empty();
    }

    private static String withoutPlace(String error) {
        return Place.in(error).isPresent() ? error.substring(error.indexOf(": ") + 2) : error;
    }

    private static Optional<Place> place(String line) {
        return line.startsWith("\t")
                ? Place.in(line.substring(1))
                : afterName(line).flatMap(Place::in);
    }
}
