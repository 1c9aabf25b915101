package postprox.filter.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import postprox.posix.PathText;

/**
 * The scripts that a command names, and what runs them. A stranger would have to know them to write a crash report of the
 * filter. Only what the administrator wrote is looked for in the file system, never a name from a report.
 */
final class NamedScripts {
    /** What stands around words in sh(1). */
    private static final String BETWEEN_WORDS = " \t\n'\"`;&|()<>{}=$";

    /** What stands around the words of one program. */
    private static final String BETWEEN_ARGUMENTS = " \t'\"";

    /** Java names a source file without its directory. */
    private static final String JAVA = ".java";

    /** What an executable of Linux begins with (elf(5)): an interpreter, whose path anybody can guess. */
    private static final String ELF = "\u007fELF";

    /** How much of a script the kernel looks at (execve(2)). */
    private static final int MOST_OF_FIRST_LINE = 255;

    private final List<Word> words;

    /**
     * A word.
     *
     * @param text   the word
     * @param before what stands between it and the word in front
     */
    private record Word(String text, String before) {
        boolean isArgument() {
            return before.chars().allMatch(c -> BETWEEN_ARGUMENTS.indexOf(c) >= 0);
        }

        /** And neither the name of a variable nor the value of one. */
        boolean mayBeProgram() {
            int end = before.length();
            while (end > 0 && (before.charAt(end - 1) == '\'' || before.charAt(end - 1) == '"')) {
                end--;
            }
            return end == 0 || before.charAt(end - 1) != '=' && before.charAt(end - 1) != '$';
        }

        /** A minus alone is standard input, and what follows is for the program that comes from there. */
        boolean isOption() {
            return text.length() > 1 && text.charAt(0) == '-';
        }
    }

    /** Those of a command for sh(1), one byte a character. */
    NamedScripts(String command) {
        this.words = words(command);
    }

    private static List<Word> words(String command) {
        List<Word> words = new ArrayList<>();
        int end = 0;
        int start = 0;
        for (int i = 0; i <= command.length(); i++) {
            if (i == command.length() || BETWEEN_WORDS.indexOf(command.charAt(i)) >= 0) {
                if (i > start) {
                    words.add(new Word(command.substring(start, i), command.substring(end, start)));
                    end = i;
                }
                start = i + 1;
            }
        }
        return words;
    }

    /** Whether a file that an interpreter's report is about is one of them, and run by that interpreter. */
    boolean contains(String file, Interpreter interpreter) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).text();
            if (isSame(word, file)) {
                String begin = beginOf(word);
                if (!begin.isEmpty()
                        && !begin.startsWith(ELF)
                        && (interpreter.is(programInFrontOf(i)) || interpreter.is(programIn(begin)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSame(String word, String file) {
        return word.equals(file)
                || file.endsWith("/" + word) && absolute(word).equals(file)
                || file.endsWith(JAVA) && word.endsWith("/" + file);
    }

    /** Not normalised, as interpreters write it. */
    private static String absolute(String word) {
        try {
            return PathText.of(PathText.path(word).toAbsolutePath());
        } catch (InvalidPathException e) {
            return word;
        }
    }

    /** The word in front of a script, or of the options there; empty where it is of another program. */
    private String programInFrontOf(int script) {
        int at = script;
        do {
            if (at == 0 || !words.get(at).isArgument()) {
                return "";
            }
            at--;
        } while (words.get(at).isOption());
        return words.get(at).mayBeProgram() ? words.get(at).text() : "";
    }

    /** What a script's first line says that it is run by (execve(2)), and env(1) where that finds it. */
    private static String programIn(String begin) {
        if (!begin.startsWith("#!")) {
            return "";
        }
        StringTokenizer line =
                new StringTokenizer(begin.lines().findFirst().orElse("").substring(2), " \t");
        String program = next(line);
        if (program.endsWith("/env")) {
            do {
                program = next(line);
            } while (program.startsWith("-") || program.indexOf('=') >= 0);
        }
        return program;
    }

    private static String next(StringTokenizer words) {
        return words.hasMoreTokens() ? words.nextToken() : "";
    }

    /** The first bytes of a script; empty where there is none. */
    private static String beginOf(String word) {
        try {
            Path file = PathText.path(word);
            if (!Files.isRegularFile(file)) {
                return "";
            }
            try (InputStream content = Files.newInputStream(file)) {
                return new String(content.readNBytes(MOST_OF_FIRST_LINE), StandardCharsets.ISO_8859_1);
            }
        } catch (IOException | InvalidPathException e) {
            return "";
        }
    }
}
