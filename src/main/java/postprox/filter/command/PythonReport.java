package postprox.filter.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.filter.command.CrashReport.Place;

/**
 * Recognizes Python's reports. A report has a heading, indented lines with the calls, and a line with the error's name and
 * text. The report of a syntax error in the script itself has no heading. Chained errors are reports with a sentence between
 * them. A group of errors has a frame around it.
 */
final class PythonReport {
    private static final String HEADING = "Traceback (most recent call last):";
    private static final String GROUP_HEADING = "  + Exception Group " + HEADING;
    private static final String GROUP_END = "+-----";
    private static final String GROUP_LINE = "  | ";

    /** Begins the line before the report of an error that does not end the program, in a destructor or at exit. */
    private static final String IGNORED = "Exception ignored ";

    private static final String CALL = "  File \"";
    private static final List<String> SYNTAX = List.of("SyntaxError: ", "IndentationError: ", "TabError: ");

    /** Begins the report of an error that concerns the script as a whole. Its text names the place. */
    private static final String NOT_UTF_8 = "SyntaxError: Non-UTF-8 code starting with ";

    private static final List<String> CHAINS = List.of(
            "During handling of the above exception, another exception occurred:",
            "The above exception was the direct cause of the following exception:");

    private PythonReport() {}

    /** The report that ends these lines, or else the last one, after which other lines follow; empty if there is none. */
    static Optional<CrashReport> in(List<String> lines) {
        if (lines.getLast().strip().startsWith(GROUP_END)) {
            return group(lines);
        }
        int error = lines.size() - 1;
        while (error > 0 && CrashReport.isIndented(lines.get(error))) {
            // The error's text may have more than one line.
            error--;
        }
        if (lines.getLast().startsWith(NOT_UTF_8)) {
            return Place.in(lines.getLast(), " in file ", " on line ")
                    .map(place -> new CrashReport(lines.size() - 1, false, lines.getLast(), List.of(place)));
        }
        Optional<CrashReport> atTheEnd = endingIn(lines, error);
        return atTheEnd.isPresent() ? atTheEnd : goingOn(lines);
    }

    /**
     * Puts a report's heading before the first call in lines whose beginning was not kept: when a recursion goes too deep,
     * Python lists a thousand calls.
     */
    static List<String> resumed(List<String> lines) {
        int call = 0;
        while (call < lines.size()
                && CrashReport.isIndented(lines.get(call))
                && !lines.get(call).startsWith(CALL)) {
            call++;
        }
        List<String> resumed = new ArrayList<>(lines.subList(call, lines.size()));
        resumed.addFirst(HEADING);
        return resumed;
    }

    /**
     * The report whose error a line names.
     *
     * @param error the index of the line
     * @return empty if the line names no error, or no report is above it
     */
    private static Optional<CrashReport> endingIn(List<String> lines, int error) {
        int calls = firstCall(lines, error);
        if (calls == error || !lines.get(calls).startsWith(CALL) || !CrashReport.namesError(lines.get(error))) {
            return Optional.empty();
        }
        int begin = calls;
        if (calls > 0 && lines.get(calls - 1).equals(HEADING)) {
            begin = beginOfChain(lines, calls - 1);
        } else if (SYNTAX.stream().noneMatch(lines.get(error)::startsWith)) {
            return Optional.empty();
        }
        return begin > 0 && lines.get(begin - 1).startsWith(IGNORED)
                ? Optional.empty()
                : Optional.of(new CrashReport(
                        begin,
                        false,
                        lines.get(error),
                        CrashReport.places(lines.subList(calls, error).reversed(), PythonReport::place)));
    }

    /** The index of the first of the indented lines directly above a line; the line's own index if there are none. */
    private static int firstCall(List<String> lines, int error) {
        int call = error;
        while (call > 0 && CrashReport.isIndented(lines.get(call - 1))) {
            call--;
        }
        return call;
    }

    /** The index of the first line of a report, which is that of the first report in a chain of reports. */
    private static int beginOfChain(List<String> lines, int heading) {
        int begin = heading;
        while (begin > 4 && CHAINS.contains(lines.get(begin - 2))) {
            int calls = firstCall(lines, begin - 4);
            if (calls == 0 || !lines.get(calls - 1).equals(HEADING)) {
                return begin;
            }
            begin = calls - 1;
        }
        return begin;
    }

    /** The last report, if lines follow it that may be further lines of the error's text or its notes. */
    private static Optional<CrashReport> goingOn(List<String> lines) {
        int error = lines.lastIndexOf(HEADING) + 1;
        if (error == 0) {
            return Optional.empty();
        }
        while (error < lines.size() && CrashReport.isIndented(lines.get(error))) {
            error++;
        }
        return error == lines.size()
                ? Optional.empty()
                : endingIn(lines, error)
                        .map(report -> new CrashReport(report.begin(), true, report.error(), report.places()));
    }

    /** The report of a group of errors, if all its lines are in its frame. */
    private static Optional<CrashReport> group(List<String> lines) {
        int begin = lines.lastIndexOf(GROUP_HEADING);
        if (begin < 0) {
            return Optional.empty();
        }
        List<String> body = lines.subList(begin + 1, lines.size());
        boolean framed = body.stream().allMatch(CrashReport::isIndented);
        return body.stream()
                .filter(line -> line.startsWith(GROUP_LINE))
                .map(line -> line.substring(GROUP_LINE.length()))
                .filter(CrashReport::namesError)
                .filter(_ -> framed)
                .findFirst()
                .map(error ->
                        new CrashReport(begin, false, error, CrashReport.places(body.reversed(), PythonReport::place)));
    }

    private static Optional<Place> place(String line) {
        return Place.in(line, "File \"", "\", line ");
    }
}
