package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An interpreter that ends with exit status 1 when a script does not catch an error. Others, such as Perl and PHP, end with
 * another status, which is no refusal.
 *
 * @param form  finds the interpreter's report in the lines of standard error, of which there is at least one
 * @param names the names of its program, without a version
 */
record Interpreter(Function<List<String>, Optional<CrashReport>> form, List<String> names) {
    static final List<Interpreter> ALL = List.of(
            new Interpreter(PythonReport::in, List.of("python", "pypy")),
            new Interpreter(NodeReport::in, List.of("node", "nodejs")),
            new Interpreter(JavaReport::in, List.of("java")),
            new Interpreter(RubyReport::in, List.of("ruby", "jruby")),
            new Interpreter(LuaReport::in, List.of("lua", "luajit")),
            new Interpreter(TclReport::in, List.of("tclsh", "wish", "expect")),
            // This entry stands for all interpreters: a script that does not exist does not name the one that runs it.
            new Interpreter(MissingScript::in, List.of()));

    /** The interpreter's report in the lines of standard error, of which there is at least one; empty if they have no report. */
    Optional<CrashReport> report(List<String> lines) {
        return form.apply(lines);
    }

    /**
     * Whether a program is this interpreter: the last name of its path is one of the names, perhaps with a version after it.
     */
    boolean is(String program) {
        String fileName = program.substring(program.lastIndexOf('/') + 1);
        return names.stream()
                .anyMatch(name -> fileName.startsWith(name) && isVersion(fileName.substring(name.length())));
    }

    private static boolean isVersion(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == '-');
    }
}
