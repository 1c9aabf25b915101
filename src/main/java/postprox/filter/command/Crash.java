package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import postprox.filter.Answer;
import postprox.filter.NoVerdict;

/**
 * A filter's crash, where it can be told from a refusal by its standard error alone.
 *
 * <p>What is on standard error may be a stranger's: filters write subjects, file names and lines of the message there, some with
 * the line ends in them, and then refuse the message. Nobody may turn a refusal into a pass by a message that reads like a crash.
 * So a report is taken for certain only if it is all that there is, and is about a script that the command names and that the
 * report's interpreter runs. One that misses this is a doubt, in which the message does not pass. And a line that begins with the code of a refusal shows that the
 * filter did refuse.
 *
 * @param words   the error and its place
 * @param certain whether it can only be the interpreter's
 */
record Crash(String words, boolean certain) {
    /** The crash that these words are about, if they are. */
    static Optional<Crash> in(ErrorTail errors, String command) {
        List<String> lines = errors.lines();
        // Most refusals end here, before the classes that know reports are loaded.
        for (String line : lines) {
            if (RefusalText.hasCode(line.stripLeading())) {
                return Optional.empty();
            }
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        List<String> known = errors.isCut() ? PythonReport.resumed(lines) : lines;
        for (Interpreter interpreter : Interpreter.ALL) {
            Optional<CrashReport> report = interpreter.report(known);
            if (report.isPresent()) {
                return report.filter(one -> !one.goesOn() || one.begin() == 0 && !errors.isCut())
                        .map(one -> of(one, interpreter, errors.isCut(), command));
            }
        }
        return Optional.empty();
    }

    private static Crash of(CrashReport report, Interpreter interpreter, boolean cut, String command) {
        NamedScripts named = new NamedScripts(command);
        Optional<CrashReport.Place> ours = report.places().stream()
                .filter(place -> named.contains(place.file(), interpreter))
                .findFirst();
        String place = ours.or(() -> report.places().stream().findFirst())
                .map(found -> " (" + found + ")")
                .orElse("");
        boolean isAll = report.begin() == 0 && !report.goesOn() && !cut;
        return new Crash(report.error() + place, isAll && ours.isPresent());
    }

    Answer answer() {
        return certain
                ? new NoVerdict.Failed("crashed: " + words)
                : new NoVerdict.Doubtful("perhaps crashed, unless these are a sender's words: " + words);
    }
}
