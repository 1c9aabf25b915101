package postprox.filter.program;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import postprox.posix.FileReason;
import postprox.posix.PathText;

/**
 * The program of a command of sh(1), if the command names it by a plain absolute path and has nothing behind it but its arguments. Of
 * any other beginning, such as a quoted word, a variable or a name without a path, only the shell knows in its own time what it means.
 * A command with more than one program may do well without its first: {@code /opt/scan || exec cat}.
 */
public final class NamedProgram {
    private static final String EXEC = "exec ";

    /** What no shell takes for anything but itself. */
    private static final String PLAIN = "/._-+@%:,";

    /** What ends a word, and leaves it as it is. */
    private static final String BEHIND_WORD = " \t<>";

    /** What begins another command, unless it is quoted. */
    private static final String BEFORE_COMMAND = "\n;|&";

    /** The exit statuses of a shell that cannot run the command (sh(1)). */
    private static final int NOT_EXECUTABLE = 126;

    private static final int NOT_FOUND = 127;

    private static final String IS_NOT_EXECUTABLE = "the command is not executable";
    private static final String WAS_NOT_FOUND = "the command was not found";

    private NamedProgram() {}

    /** What an exit status of the shell says of the command, in brackets behind a blank; empty if it says nothing. */
    public static String hint(int status) {
        return switch (status) {
            case NOT_EXECUTABLE -> " (" + IS_NOT_EXECUTABLE + ")";
            case NOT_FOUND -> " (" + WAS_NOT_FOUND + ")";
            default -> "";
        };
    }

    /**
     * Looks for the program of a command.
     *
     * @param command a command for sh(1), one byte a character
     * @return what is wrong and what the administrator can do about it; empty if the program is there, or is not known
     */
    public static Optional<String> objection(String command) {
        String name = named(command);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Path program = PathText.path(name);
        try {
            program.getFileSystem().provider().checkAccess(program);
        } catch (NoSuchFileException e) {
            return Optional.of(notFound(name));
        } catch (AccessDeniedException e) {
            return Optional.of("the user " + System.getProperty("user.name") + " cannot look at the command " + name
                    + "; let that user into the directories of the path, or run this as another user");
        } catch (IOException e) {
            return Optional.of(notFound(name + " (" + FileReason.of(e) + ")"));
        }
        if (Files.isDirectory(program)) {
            return Optional.of(IS_NOT_EXECUTABLE + ": " + name + "; it is a directory: correct the path");
        }
        return Files.isExecutable(program)
                ? Optional.empty()
                : Optional.of(IS_NOT_EXECUTABLE + ": " + name + "; chmod +x " + name + ", or correct the path");
    }

    private static String notFound(String name) {
        return WAS_NOT_FOUND + ": " + name + "; correct the path, or install the program";
    }

    /**
     * The path of the program of a command.
     *
     * @return one byte a character; empty if only the shell knows which program the command runs
     */
    public static Optional<String> path(String command) {
        return Optional.of(named(command)).filter(path -> !path.isEmpty());
    }

    private static String named(String command) {
        String stripped = command.strip();
        String text =
                stripped.startsWith(EXEC) ? stripped.substring(EXEC.length()).strip() : stripped;
        int end = 0;
        while (end < text.length() && isPlain(text.charAt(end))) {
            end++;
        }
        boolean isWord = end == text.length() || BEHIND_WORD.indexOf(text.charAt(end)) >= 0;
        return isWord && isAlone(text) && text.startsWith("/") ? text.substring(0, end) : "";
    }

    private static boolean isAlone(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (BEFORE_COMMAND.indexOf(text.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || PLAIN.indexOf(c) >= 0;
    }
}
