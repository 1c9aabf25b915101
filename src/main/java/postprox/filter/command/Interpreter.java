package postprox.filter.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One that ends with status 1 of an uncaught error. Others, such as Perl and PHP, end with another one.
 *
 * @param form  how its report is read
 * @param names what it is called
 */
record Interpreter(Function<List<String>, Optional<CrashReport>> form, List<String> names) {
    static final List<Interpreter> ALL = List.of(
            new Interpreter(PythonReport::in, List.of("python", "pypy")),
            new Interpreter(NodeReport::in, List.of("node", "nodejs")),
            new Interpreter(JavaReport::in, List.of("java")),
            new Interpreter(RubyReport::in, List.of("ruby", "jruby")),
            new Interpreter(LuaReport::in, List.of("lua", "luajit")),
            new Interpreter(TclReport::in, List.of("tclsh", "wish", "expect")),
            // Any, where there is no script to tell which.
            new Interpreter(MissingScript::in, List.of()));

    /** Its report that these lines end with, or consist of. */
    Optional<CrashReport> report(List<String> lines) {
        return form.apply(lines);
    }

    /** Whether a program is it: by its path's last name, which a version may follow. */
    boolean is(String program) {
        String name = program.substring(program.lastIndexOf('/') + 1);
        return names.stream().anyMatch(own -> name.startsWith(own) && isVersion(name.substring(own.length())));
    }

    private static boolean isVersion(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == '-');
    }
}
