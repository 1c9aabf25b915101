package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import postprox.filter.command.CrashReport.Place;

/**
 * Recognizes Tcl's reports. A report has the error, the commands that were executed, and the script's place as the last line.
 */
final class TclReport {
    private static final String EXECUTING = "    while executing";

    private TclReport() {}

    /** The report that ends these lines, if there is one. */
    static Optional<CrashReport> in(List<String> lines) {
        int executing = lines.indexOf(EXECUTING);
        if (executing < 1 || !lines.getLast().startsWith("    (file \"")) {
            return Optional.empty();
        }
        return Place.in(lines.getLast(), "(file \"", "\" line ")
                .map(place -> new CrashReport(executing - 1, false, lines.get(executing - 1), List.of(place)));
    }
}
