package postprox.filter.program;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.StringTokenizer;
import postprox.posix.FileReason;
import postprox.posix.PathText;

/**
 * What keeps this user from running a program's file (execve(2)).
 *
 * @param cause  what is wrong
 * @param remedy what the administrator can do about it
 * @param isTold whether the words that go with the shell's exit status tell the cause already
 */
record Hindrance(String cause, String remedy, boolean isTold) {
    static final String NOT_EXECUTABLE = "the command is not executable";
    static final String NOT_FOUND = "the command was not found";

    /** How many bytes of a script's first line the kernel reads (execve(2)). */
    private static final int MAX_FIRST_LINE = 255;

    /**
     * Looks at a file.
     *
     * @param name its absolute path, one byte a character
     * @return empty if this user can run it
     */
    static Optional<Hindrance> of(String name) {
        Path program = PathText.path(name);
        try {
            program.getFileSystem().provider().checkAccess(program);
        } catch (NoSuchFileException e) {
            return Optional.of(notFound(name));
        } catch (AccessDeniedException e) {
            return Optional.of(outOfSight(program, name));
        } catch (IOException e) {
            return Optional.of(notFound(name + " (" + FileReason.of(e) + ")"));
        }
        if (Files.isDirectory(program)) {
            return Optional.of(
                    new Hindrance(NOT_EXECUTABLE + ": " + name, "it is a directory: correct the path", true));
        }
        return Files.isExecutable(program)
                ? ofFirstLine(program, name)
                : Optional.of(new Hindrance(
                        NOT_EXECUTABLE + ": " + name, "chmod +x " + name + ", or correct the path", true));
    }

    private static Hindrance outOfSight(Path program, String name) {
        String cause = "the user " + System.getProperty("user.name") + " cannot look at the command " + name;
        return ClosedDirectory.above(program)
                .map(directory -> new Hindrance(
                        cause + ": " + directory.words(),
                        directory.remedy() + ", move the command to an open directory, or run this as another user",
                        false))
                .orElse(new Hindrance(cause, "run this as another user", false));
    }

    private static Hindrance notFound(String name) {
        return new Hindrance(NOT_FOUND + ": " + name, "correct the path, or install the program", true);
    }

    /** The kernel takes the rest of the line after {@code #!} for the interpreter's path and one argument, with a CR at its end. */
    private static Optional<Hindrance> ofFirstLine(Path program, String name) {
        String line = firstLine(program);
        if (!line.startsWith("#!")) {
            return Optional.empty();
        }
        if (line.endsWith("\r")) {
            return Optional.of(new Hindrance(
                    "the first line of " + name + " ends with CR, which becomes part of the interpreter's name",
                    "dos2unix " + name + ", or sed -i 's/\\r$//' " + name,
                    false));
        }
        StringTokenizer words = new StringTokenizer(line.substring(2), " \t");
        String interpreter = words.hasMoreTokens() ? words.nextToken() : "";
        return interpreter.startsWith("/") && Files.notExists(PathText.path(interpreter))
                ? Optional.of(new Hindrance(
                        "the first line of " + name + " names an interpreter that is not there",
                        "install it, or correct the line",
                        false))
                : Optional.empty();
    }

    /** A file's first line without its LF; empty if the file cannot be read. */
    private static String firstLine(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            String begin = new String(content.readNBytes(MAX_FIRST_LINE), StandardCharsets.ISO_8859_1);
            int end = begin.indexOf('\n');
            return end < 0 ? begin : begin.substring(0, end);
        } catch (IOException e) {
            return "";
        }
    }

    /** All of it. */
    String sentence() {
        return cause + "; " + remedy;
    }

    /** What nobody has told yet. */
    String news() {
        return isTold ? remedy : sentence();
    }
}
