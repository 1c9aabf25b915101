package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import postprox.filter.command.CrashReport.Place;

/**
 * Recognizes Ruby's reports. A report has a line with the place, the method, the error and its class, the source, and the
 * calls, each after a tab. The causes of the error follow in the same form. The report of a syntax error has no method.
 */
final class RubyReport {
    private static final String METHOD = "in ";
    private static final String UNKNOWN = ": unhandled exception";
    private static final String CALL = "\tfrom ";
    private static final List<String> SYNTAX = List.of("syntax error", "invalid multibyte char");
    private static final String SYNTAX_CLASS = "(SyntaxError)";

    private RubyReport() {}

    /** The report that begins these lines, or else a later one; empty if there is none. */
    static Optional<CrashReport> in(List<String> lines) {
        int begin = -1;
        boolean goesOn = false;
        for (int i = 0; i < lines.size(); i++) {
            if (begin < 0 || goesOn && begin > 0) {
                // No report has begun, or other lines follow the last one. This line may begin a report.
                begin = isError(lines, i) ? i : -1;
                goesOn = false;
            } else {
                goesOn |= !follows(lines, i);
            }
        }
        if (begin < 0) {
            return Optional.empty();
        }
        List<String> report = lines.subList(begin, lines.size());
        return Optional.of(new CrashReport(
                begin, goesOn, error(report.getFirst()), CrashReport.places(report, RubyReport::place)));
    }

    private static boolean isError(List<String> lines, int at) {
        String line = lines.get(at);
        return !CrashReport.isIndented(line)
                && Place.in(line).isPresent()
                && (isOfMethod(line) || isOfSyntax(line) || hasSource(lines, at));
    }

    /** Whether a line has the form {@code FILE:LINE:in 'method': text (Class)}. */
    private static boolean isOfMethod(String line) {
        int method = line.indexOf(":" + METHOD);
        return method > 0 && line.indexOf("': ", method) > 0 && (line.endsWith(UNKNOWN) || endsWithClass(line));
    }

    private static boolean endsWithClass(String line) {
        int bracket = line.lastIndexOf(" (");
        if (bracket < 0 || !line.endsWith(")")) {
            return false;
        }
        String name = line.substring(bracket + 2, line.length() - 1);
        return !name.isEmpty()
                && Character.isUpperCase(name.charAt(0))
                && name.chars().allMatch(c -> c == ':' || c == '_' || Character.isLetterOrDigit(c));
    }

    private static boolean isOfSyntax(String line) {
        return line.endsWith(SYNTAX_CLASS) || SYNTAX.stream().anyMatch(text -> line.contains(": " + text));
    }

    /** Whether the source line follows, and below it a line that marks the error. */
    private static boolean hasSource(List<String> lines, int at) {
        return at + 2 < lines.size() && isMark(lines.get(at + 2));
    }

    private static boolean isMark(String line) {
        return !line.isBlank() && line.chars().allMatch(c -> c == ' ' || c == '^' || c == '~' || c == '\t');
    }

    /** Whether a line can belong to a report that has begun above it. */
    private static boolean follows(List<String> lines, int at) {
        String line = lines.get(at);
        return CrashReport.isIndented(line)
                || line.startsWith("> ")
                || line.startsWith("Did you mean?")
                || isMark(line)
                || at + 1 < lines.size() && isMark(lines.get(at + 1))
                || isError(lines, at);
    }

    /** The error in a report's first line, after the place and the method. */
    private static String error(String line) {
        int method = line.indexOf(":" + METHOD);
        int text = method > 0 ? line.indexOf("': ", method) + 3 : line.indexOf(": ") + 2;
        return line.substring(text);
    }

    private static Optional<Place> place(String line) {
        String text = line.startsWith(CALL) ? line.substring(CALL.length()) : line;
        int twice = text.indexOf(": ");
        // If Ruby finds a syntax error when it loads the script, the line is "FILE: FILE:LINE: text".
        return Place.in(text)
                .map(place -> twice > 0 && place.file().startsWith(text.substring(0, twice + 2))
                        ? new Place(place.file().substring(twice + 2), place.line())
                        : place)
                .filter(Predicate.not(place -> place.file().startsWith("<internal:")));
    }
}
