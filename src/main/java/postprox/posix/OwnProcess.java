package postprox.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the arguments, environment, descriptors and user of this process from proc(5), with one byte a character. The JVM
 * decodes arguments and environment by the locale, but Postfix's spawn(8) sets no locale: every byte beyond US-ASCII would be
 * lost. Thread-safe.
 */
public final class OwnProcess {
    /** The login user of a process that comes of no login: (uid_t) -1. */
    private static final String NOBODY = "4294967295";

    /** The beginnings of the names of terminals (tty(4), pts(4), console(4)). */
    private static final List<String> TERMINALS = List.of("/dev/pts/", "/dev/tty", "/dev/console");

    private OwnProcess() {}

    /** The last arguments of the command line. The arguments before the program's own are the JVM's. */
    public static List<String> lastArguments(int count) throws IOException {
        List<String> all = commandLine();
        return all.subList(all.size() - count, all.size());
    }

    /** The whole command line with the JVM's file and options. */
    public static List<String> commandLine() throws IOException {
        return read(Path.of("/proc/self/cmdline"));
    }

    /** The environment as {@code NAME=value} lines. */
    public static List<String> environment() throws IOException {
        return read(Path.of("/proc/self/environ"));
    }

    /** The file that a descriptor refers to, such as {@code socket:[1234]} or {@code /dev/null}; empty if it is closed. */
    public static String descriptorTarget(int descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Whether a descriptor of this process is a socket. */
    public static boolean isSocket(int descriptor) throws IOException {
        return descriptorTarget(descriptor).startsWith("socket:");
    }

    /** Whether two descriptors of this process refer to one socket. */
    public static boolean isSameSocket(int one, int other) throws IOException {
        return isSocket(one) && descriptorTarget(one).equals(descriptorTarget(other));
    }

    /**
     * Whether a descriptor of this process is a terminal. Java's own Console asks for standard input and output together, and isatty(3)
     * would be one more native function.
     */
    public static boolean isTerminal(int descriptor) {
        try {
            String target = descriptorTarget(descriptor);
            return TERMINALS.stream().anyMatch(target::startsWith);
        } catch (IOException e) {
            return false;
        }
    }

    /** The path of the program's file, which is that of the JVM. */
    public static String executable() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
    }

    /** The number of the user to whom new files of this process belong: the fourth number of Uid in status (proc(5)). */
    public static int user() throws IOException {
        String status = new String(Files.readAllBytes(Path.of("/proc/self/status")), StandardCharsets.ISO_8859_1);
        int line = status.indexOf("\nUid:\t");
        int end = status.indexOf('\n', line + 1);
        if (line < 0 || end < 0) {
            throw new IOException("/proc/self/status does not say which user we are");
        }
        return Integer.parseUnsignedInt(status.substring(status.lastIndexOf('\t', end) + 1, end));
    }

    /**
     * The number of the user who has logged in and whose command this is, also under sudo(8) and su(1) (loginuid of proc(5)); empty if
     * nobody has, or the kernel does not know.
     */
    public static Optional<String> loginUser() throws IOException {
        try {
            String user =
                    new String(Files.readAllBytes(Path.of("/proc/self/loginuid")), StandardCharsets.ISO_8859_1).strip();
            return user.equals(NOBODY) ? Optional.empty() : Optional.of(user);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The name of this machine (gethostname(2)), without a question to a name server. */
    public static String hostName() throws IOException {
        return new String(Files.readAllBytes(Path.of("/proc/sys/kernel/hostname")), StandardCharsets.ISO_8859_1)
                .strip();
    }

    /** The strings in a file of proc(5) that has a NUL at the end of each string. */
    static List<String> read(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        List<String> strings = List.of(text.split("\0", -1));
        return strings.subList(0, strings.size() - 1);
    }
}
