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
 * The scripts that a command names, and the interpreters that run them. A sender who wants to write a crash report of the
 * filter would have to know them. postprox looks in the file system only for words of the command, which the administrator
 * wrote, and never for a name from a report.
 */
public final class NamedScripts {
    /** The characters that separate words in sh(1). */
    private static final String BETWEEN_WORDS = " \t\n'\"`;&|()<>{}=$";

    /** The characters that separate the arguments of one program. */
    private static final String BETWEEN_ARGUMENTS = " \t'\"";

    /** The ending of a Java source file, which Java's reports name without its directory. */
    private static final String JAVA = ".java";

    /** The first bytes of an executable (elf(5)). It is no script but perhaps an interpreter, whose path a sender can guess. */
    private static final String ELF = "\u007fELF";

    /** How many bytes of a script's first line the kernel reads (execve(2)). */
    private static final int MAX_FIRST_LINE = 255;

    private final List<Word> words;

    /**
     * A word of the command.
     *
     * @param text   the word
     * @param before the characters between the preceding word and this one
     */
    private record Word(String text, String before) {
        /** Whether the word is an argument of the program that the preceding word belongs to. */
        boolean isArgument() {
            return before.chars().allMatch(c -> BETWEEN_ARGUMENTS.indexOf(c) >= 0);
        }

        /**
         * Whether the word may name a program. It does not if it is a variable's value, after {@code =}, or a variable's name,
         * after {@code $}.
         */
        boolean mayBeProgram() {
            int end = before.length();
            while (end > 0 && (before.charAt(end - 1) == '\'' || before.charAt(end - 1) == '"')) {
                end--;
            }
            return end == 0 || before.charAt(end - 1) != '=' && before.charAt(end - 1) != '$';
        }

        /**
         * Whether the word is an option. A minus alone is none: the interpreter then reads its program from standard input, and
         * a script after the minus is only an argument of that program.
         */
        boolean isOption() {
            return text.length() > 1 && text.charAt(0) == '-';
        }
    }

    /**
     * Finds the scripts of a command.
     *
     * @param command a command for sh(1), one byte a character
     */
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

    /** The regular files that the words of a command name, but no programs in the kernel's own format. */
    public static List<Path> of(String command) {
        return words(command).stream()
                .map(Word::text)
                .distinct()
                .filter(word -> !beginOf(word).isEmpty() && !beginOf(word).startsWith(ELF))
                .map(word -> PathText.path(word).toAbsolutePath())
                .toList();
    }

    /**
     * Whether the command names a script which an interpreter runs.
     *
     * @param file the script's file, as the interpreter's report names it
     */
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

    /** The absolute path of a file. It is not normalized, since interpreters do not normalize paths in reports either. */
    private static String absolute(String word) {
        try {
            return PathText.of(PathText.path(word).toAbsolutePath());
        } catch (InvalidPathException e) {
            return word;
        }
    }

    /**
     * The program that runs a script: the word before the script and before options of that program.
     *
     * @param script the index of the script's word
     * @return empty if the script is not an argument of that word, or if the word cannot be a program
     */
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

    /**
     * The interpreter in a script's first line (execve(2)). If that is env(1), the interpreter is the program that env is to
     * find.
     *
     * @param begin the first bytes of the script
     */
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

    /** The first bytes of the file that a word names; empty if there is no such file. */
    private static String beginOf(String word) {
        try {
            Path file = PathText.path(word);
            if (!Files.isRegularFile(file)) {
                return "";
            }
            try (InputStream content = Files.newInputStream(file)) {
                return new String(content.readNBytes(MAX_FIRST_LINE), StandardCharsets.ISO_8859_1);
            }
        } catch (IOException | InvalidPathException e) {
            return "";
        }
    }
}
