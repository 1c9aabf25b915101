package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;
import postprox.filter.RefusalText;

/**
 * A crash of a filter, which postprox recognizes by the filter's standard error. A crash and a refusal both have exit status 1.
 *
 * <p>A sender may have chosen words on standard error: filters write subjects, file names and lines of the message there, some
 * with their line ends, and then refuse the message. No sender may turn a refusal into a pass by a message that reads like a
 * crash report. So a crash is certain only if the report is all that is on standard error, and is about a script that the
 * command names and that the report's interpreter runs. Any other report leaves a doubt, and the message does not pass. A line
 * that begins with the code of a refusal shows that the filter did refuse.
 *
 * @param words   the error and its place
 * @param certain whether the report can only be the interpreter's own
 */
record Crash(String words, boolean certain) {
    /** The crash that a command's standard error reports, if it reports one. */
    static Optional<Crash> in(ErrorTail errors, String command) {
        List<String> lines = errors.lines();
        // Most refusals return here, before the JVM has to load the classes that recognize reports.
        for (String line : lines) {
            if (RefusalText.hasCode(line.stripLeading())) {
                return Optional.empty();
            }
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        List<String> searched = errors.isCut() ? PythonReport.resumed(lines) : lines;
        for (Interpreter interpreter : Interpreter.ALL) {
            Optional<CrashReport> found = interpreter.report(searched);
            if (found.isPresent()) {
                return found.filter(report -> !report.goesOn() || report.begin() == 0 && !errors.isCut())
                        .map(report -> of(report, interpreter, errors.isCut(), command));
            }
        }
        return Optional.empty();
    }

    private static Crash of(CrashReport report, Interpreter interpreter, boolean cut, String command) {
        NamedScripts named = new NamedScripts(command);
        Optional<CrashReport.Place> inNamedScript = report.places().stream()
                .filter(place -> named.contains(place.file(), interpreter))
                .findFirst();
        String where = inNamedScript
                .or(() -> report.places().stream().findFirst())
                .map(place -> " (" + place + ")")
                .orElse("");
        boolean isAll = report.begin() == 0 && !report.goesOn() && !cut;
        return new Crash(report.error() + where, isAll && inNamedScript.isPresent());
    }

    /** The answer of a filter that crashed so. */
    Answer answer() {
        return certain
                ? new NoVerdict.Failed("crashed: " + words)
                : new NoVerdict.Doubtful("perhaps crashed, unless these are a sender's words: " + words);
    }
}
