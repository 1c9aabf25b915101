package postprox.filter.command;

import java.util.List;
import java.util.Optional;

/** The messages of interpreters that end with exit status 1 since the script itself does not exist. */
final class MissingScript {
    private static final List<Form> FORMS = List.of(
            new Form("ruby: No such file or directory -- ", " (LoadError)"),
            new Form("couldn't read file \"", "\": no such file or directory"),
            new Form("Error: Unable to access jarfile ", ""));

    /** The messages of Lua and Python begin with the interpreter's name or path. */
    private static final String LUA = ": cannot open ";

    private static final String PYTHON = ": No module named ";

    private MissingScript() {}

    /** The beginning and the end of such a message's line. */
    private record Form(String begin, String end) {
        boolean isOf(String line) {
            return line.startsWith(begin) && line.endsWith(end);
        }
    }

    /** The message that the last of these lines is, if it is one. */
    static Optional<CrashReport> in(List<String> lines) {
        String line = lines.getLast();
        return FORMS.stream().anyMatch(form -> form.isOf(line))
                        || isSaidBy("lua", LUA, line)
                        || isSaidBy("python", PYTHON, line)
                ? Optional.of(new CrashReport(lines.size() - 1, false, line, List.of()))
                : Optional.empty();
    }

    private static boolean isSaidBy(String interpreter, String words, String line) {
        int end = line.indexOf(words);
        return end > 0
                && line.indexOf(' ') > end
                && line.substring(line.lastIndexOf('/', end) + 1, end).startsWith(interpreter);
    }
}
