package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import postprox.filter.command.CrashReport.Place;

/** Tcl's report: the error, what was executed, and the place in the script on the last line. */
final class TclReport {
    private static final String EXECUTING = "    while executing";

    private TclReport() {}

    static Optional<CrashReport> in(List<String> lines) {
        int executing = lines.indexOf(EXECUTING);
        if (executing < 1 || !lines.getLast().startsWith("    (file \"")) {
            return Optional.empty();
        }
        return Place.between(lines.getLast(), "(file \"", "\" line ")
                .map(place -> new CrashReport(executing - 1, false, lines.get(executing - 1), List.of(place)));
    }
}
