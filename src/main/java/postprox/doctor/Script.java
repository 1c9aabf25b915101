package postprox.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.postfix.Tool;

/**
 * A filter's program file, which may be a script.
 *
 * @param path       its path
 * @param account    the user who looks at it
 * @param isReadable whether that user may read it; a program that is no script need not be readable
 * @param begin      its first bytes, one a character
 */
record Script(String path, Account account, boolean isReadable, String begin) {
    private static final String BYTES = "65536";

    private static final List<String> SHELLS = List.of("sh", "dash", "bash", "ksh");
    private static final String PYTHON = "python";

    /** py_compile would leave a file. Python's own compile() does not. */
    private static final String COMPILE = "import sys; compile(open(sys.argv[1], 'rb').read(), sys.argv[1], 'exec')";

    /** Reads a file as a user. */
    static Script read(String path, Account account) throws IOException {
        Tool.Result result = account.run(List.of("head", "-c", BYTES, "--", path));
        return new Script(path, account, result.isGood(), result.output());
    }

    String firstLine() {
        int end = begin.indexOf('\n');
        return (end < 0 ? begin : begin.substring(0, end)).strip();
    }

    /** Whether the first line ends with CR and LF. A program that is no script may have such bytes anywhere. */
    boolean hasCarriageReturns() {
        int end = begin.indexOf('\n');
        return end > 0 && begin.charAt(end - 1) == '\r' && (begin.startsWith("#") || begin.indexOf('\0') < 0);
    }

    /** The interpreter that the first line names (execve(2)), with its arguments; none if it names none. */
    private List<String> interpreter() {
        if (!begin.startsWith("#!")) {
            return List.of();
        }
        List<String> words =
                new ArrayList<>(List.of(firstLine().substring(2).strip().split("[ \t]+")));
        if (words.getFirst().endsWith("/env")) {
            words.removeFirst();
            words.removeIf(word -> word.startsWith("-") || word.indexOf('=') > 0);
        }
        return words;
    }

    /** The interpreter that the first line names and that is not there. */
    Optional<String> missingInterpreter() throws IOException {
        if (interpreter().isEmpty() || interpreter().getFirst().isEmpty()) {
            return Optional.empty();
        }
        String program = interpreter().getFirst();
        return account.run(List.of("/bin/sh", "-c", "command -v -- \"$1\"", "sh", program))
                        .isGood()
                ? Optional.empty()
                : Optional.of(program);
    }

    /** What the interpreter says of the script without running it. Only sh and Python can be asked so. */
    Optional<String> syntaxError() throws IOException {
        if (interpreter().isEmpty()) {
            return Optional.empty();
        }
        String program = interpreter().getFirst();
        String name = program.substring(program.lastIndexOf('/') + 1);
        if (SHELLS.contains(name)) {
            return error(account.run(List.of(program, "-n", "--", path)));
        }
        return name.startsWith(PYTHON)
                ? error(account.run(List.of(program, "-I", "-S", "-c", COMPILE, path)))
                : Optional.empty();
    }

    /** The last line of what it says; Python's is the error itself, after the place. */
    private static Optional<String> error(Tool.Result result) {
        List<String> lines = result.errors().lines().map(String::strip).toList();
        if (result.isGood() || lines.isEmpty()) {
            return Optional.empty();
        }
        String place = lines.stream()
                .filter(line -> line.startsWith("File \"") && line.contains("line "))
                .reduce((_, last) -> last)
                .map(line -> line.substring(line.lastIndexOf("line ")) + ": ")
                .orElse("");
        return Optional.of(place + lines.getLast());
    }
}
