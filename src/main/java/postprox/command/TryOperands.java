package postprox.command;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postprox.config.CommandLine;
import postprox.config.FilterOptions;
import postprox.config.Option;
import postprox.config.ServiceOptions;
import postprox.config.UsageException;
import postprox.posix.FileReason;
import postprox.posix.PathText;

/**
 * The operands of {@code postprox try}: the filter, unless an option names it, and messages.
 *
 * @param line     the command line, with an option for the filter
 * @param messages files, directories of files, and {@code -} for standard input
 */
record TryOperands(CommandLine line, List<String> messages) {
    static final String STANDARD_INPUT = "-";

    private static final List<Option<?>> NAMING =
            List.of(FilterOptions.COMMAND, FilterOptions.FILTER, ServiceOptions.CONFIG_FILE);

    private static final String MESSAGE_ENDING = ".eml";

    /** What no shell takes for anything but itself. */
    private static final String PLAIN = "/._-+@%:,";

    static TryOperands of(CommandLine line) throws UsageException {
        List<String> operands = line.operands();
        if (NAMING.stream().anyMatch(line::has)) {
            return new TryOperands(line, operands);
        }
        if (operands.isEmpty() || operands.size() == 1 && !isProgram(operands.getFirst())) {
            throw new UsageException(
                    "try needs a filter: postprox try FILTER MESSAGE..., or -c COMMAND, --filter or --config FILE");
        }
        Path filter = path(operands.getFirst());
        if (Files.notExists(filter)) {
            throw new UsageException("try: there is no filter " + operands.getFirst()
                    + "; to run a command with arguments, write -c 'COMMAND'");
        }
        String command = quoted(PathText.of(filter.toAbsolutePath().normalize()));
        return new TryOperands(line.with(FilterOptions.COMMAND, command), operands.subList(1, operands.size()));
    }

    private static boolean isProgram(String operand) throws UsageException {
        Path file = path(operand);
        return Files.isExecutable(file) && !Files.isDirectory(file);
    }

    /** A path as one word of a command for sh(1). */
    private static String quoted(String path) {
        boolean isPlain = path.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
        return isPlain ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    /** The paths of all messages; those of a directory are its files *.eml. A single message may be standard input, which has none. */
    List<Path> files() throws UsageException, IOException {
        List<Path> files = new ArrayList<>();
        for (String message : messages) {
            Path file = path(message);
            if (Files.isDirectory(file)) {
                files.addAll(inDirectory(file));
            } else {
                files.add(file);
            }
        }
        return files;
    }

    /** Whether the only message comes from standard input. */
    boolean isStandardInput() throws UsageException {
        if (messages.size() > 1 && messages.contains(STANDARD_INPUT)) {
            throw new UsageException("try: - stands for standard input, which is one message: leave the others out");
        }
        return messages.isEmpty() || messages.getFirst().equals(STANDARD_INPUT);
    }

    private static List<Path> inDirectory(Path directory) throws UsageException, IOException {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> files = all.filter(
                            file -> String.valueOf(file.getFileName()).endsWith(MESSAGE_ENDING))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new UsageException("try: there is no file *.eml in the directory " + directory);
            }
            return files;
        } catch (IOException e) {
            throw new UsageException("try: cannot look into the directory " + directory + ": " + FileReason.of(e));
        }
    }

    static Path path(String text) throws UsageException {
        try {
            return PathText.path(text);
        } catch (InvalidPathException e) {
            throw new UsageException("try: the path '" + text + "' cannot be used in this locale");
        }
    }

    /** Complains if a file cannot be read. It is not opened for that, since it may be a pipe, which is opened only once. */
    static void checkReadable(Path file) throws UsageException {
        try {
            file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
        } catch (IOException e) {
            throw new UsageException("try: cannot read the message " + file + ": " + FileReason.of(e));
        }
    }

    /** The names that tell messages apart for a reader: the last names of their paths, if no two are equal. */
    static List<String> names(List<Path> files) {
        List<String> last = files.stream()
                .map(file -> PathText.of(Optional.ofNullable(file.getFileName()).orElse(file)))
                .toList();
        return last.stream().distinct().count() == last.size()
                ? last
                : files.stream().map(PathText::of).toList();
    }
}
