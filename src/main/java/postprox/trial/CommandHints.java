package postprox.trial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import postprox.filter.command.NamedScripts;
import postprox.filter.program.ClosedDirectory;
import postprox.filter.program.NamedProgram;
import postprox.posix.PathText;
import postprox.text.WireText;

/** Hints about a filter's command and the files that it names: what would be different, or missing, under Postfix. */
final class CommandHints {
    private static final String NO_FILTER = "the command is empty: all mail passes unfiltered";

    private static final String EXEC = "exec ";

    /** The variables whose value may be cut, and where the whole value is. */
    private static final List<String> CUT = List.of("SENDER", "RECIPIENT", "REMOTENAME", "HELO");

    private static final int MAX_SCRIPT_BYTES = 1024 * 1024;

    private CommandHints() {}

    /** Hints about a command, whatever it does with a message. */
    static List<String> of(String command) {
        List<String> hints = new ArrayList<>();
        if (command.isBlank()) {
            hints.add(NO_FILTER);
        }
        NamedProgram.objection(command)
                .ifPresentOrElse(hints::add, () -> closed(command).ifPresent(hints::add));
        emptyFile(command).ifPresent(hints::add);
        relativeProgram(command)
                .ifPresent(program -> hints.add("Postfix runs a filter in the directory of its queue, where " + program
                        + " is no file: write the whole path, "
                        + PathText.of(PathText.path(program).toAbsolutePath().normalize())));
        return hints;
    }

    /** The first word of a command, if that is a path which depends on the directory. */
    private static Optional<String> relativeProgram(String command) {
        String text = command.startsWith(EXEC) ? command.substring(EXEC.length()) : command;
        int end = 0;
        while (end < text.length() && (isOfWord(text.charAt(end)) || "./+-".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        String word = text.substring(0, end);
        boolean isWhole = end == text.length() || text.charAt(end) == ' ';
        return isWhole && word.indexOf('/') > 0 ? Optional.of(word) : Optional.empty();
    }

    private static boolean isOfWord(char c) {
        return c == '_' || c < 128 && Character.isLetterOrDigit(c);
    }

    /** A closed directory above a file that is not the program itself, such as the script behind python3. */
    private static Optional<String> closed(String command) {
        StringTokenizer words = new StringTokenizer(command, " \t'\"");
        while (words.hasMoreTokens()) {
            String word = words.nextToken();
            if (word.startsWith("/")) {
                try {
                    Optional<ClosedDirectory> closed = ClosedDirectory.above(PathText.path(word));
                    if (closed.isPresent()) {
                        return Optional.of(word + ": " + closed.get().words() + "; "
                                + closed.get().remedy() + ", or move the file to an open directory");
                    }
                } catch (InvalidPathException e) {
                    // It is no path here.
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> emptyFile(String command) {
        try {
            Path file = PathText.path(command.strip());
            return Files.isRegularFile(file) && Files.size(file) == 0
                    ? Optional.of(
                            "the filter's file is empty, and a shell takes that for a script that accepts all mail")
                    : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Whoever decides by a value that was cut lets a stranger choose its end. */
    static List<String> ofCutValues(Observed run) {
        List<String> cut =
                CUT.stream().filter(name -> run.variables().isCut(name)).toList();
        if (cut.isEmpty()) {
            return List.of();
        }
        String text = run.command() + scripts(run.command());
        return cut.stream()
                .filter(name -> mentions(text, name) && !mentions(text, name + "_FULL"))
                .map(name ->
                        "the value of " + name + " was cut after 99 bytes, and whoever sends the mail chooses where:"
                                + " decide by " + name + "_FULL, which is the whole value")
                .toList();
    }

    /** Whether a text has a name as a whole word. */
    private static boolean mentions(String text, String name) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            if ((at == 0 || !isOfWord(text.charAt(at - 1))) && (end == text.length() || !isOfWord(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static String scripts(String command) {
        StringBuilder text = new StringBuilder();
        for (Path script : NamedScripts.of(command)) {
            try (InputStream content = Files.newInputStream(script)) {
                text.append('\n').append(beginning(content));
            } catch (IOException e) {
                // Nothing is known of it then.
            }
        }
        return text.toString();
    }

    private static String beginning(InputStream script) throws IOException {
        byte[] bytes = script.readNBytes(MAX_SCRIPT_BYTES);
        return WireText.of(bytes, 0, bytes.length);
    }
}
