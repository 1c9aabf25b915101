package postprox.filter.program;

import java.util.Optional;

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

    private NamedProgram() {}

    /** What an exit status of the shell says of the command, in brackets behind a blank; empty if it says nothing. */
    public static String hint(int status) {
        return switch (status) {
            case NOT_EXECUTABLE -> " (" + Hindrance.NOT_EXECUTABLE + ")";
            case NOT_FOUND -> " (" + Hindrance.NOT_FOUND + ")";
            default -> "";
        };
    }

    /**
     * Looks for the program of a command.
     *
     * @param command a command for sh(1), one byte a character
     * @return what is wrong and what the administrator can do about it; empty if the program can be run, or is not known
     */
    public static Optional<String> objection(String command) {
        return hindrance(command).map(Hindrance::sentence);
    }

    /**
     * What an administrator can do if the shell could not run a command, to stand behind the shell's own words and those of
     * {@link #hint}. It looks at files, and so is only for a command that has failed.
     *
     * @return empty if the exit status does not say so, or the program can be run, or is not known
     */
    public static Optional<String> remedy(int status, String command) {
        return status == NOT_EXECUTABLE || status == NOT_FOUND
                ? hindrance(command).map(Hindrance::news)
                : Optional.empty();
    }

    private static Optional<Hindrance> hindrance(String command) {
        String name = named(command);
        return name.isEmpty() ? Optional.empty() : Hindrance.of(name);
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
