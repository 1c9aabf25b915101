package postprox;

import static postprox.CliOptions.COMMAND;
import static postprox.CliOptions.CRASH;
import static postprox.CliOptions.REJECT;
import static postprox.CliOptions.STRAY_CR;
import static postprox.CliOptions.TEMPDIR;
import static postprox.CliOptions.VERBOSE;
import static postprox.CliOptions.name;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import postprox.filter.FailurePolicy;
import postprox.filter.command.CrashPolicy;
import postprox.net.Endpoint;
import postprox.posix.PathText;
import postprox.smtp.StrayCr;
import postprox.spool.SafePath;

/** The values of a command line, each checked and with its type. A wrong one is refused with what is wrong and allowed. */
final class CliValues {
    private static final int LONGEST_SECONDS = 86_400;
    private static final int MOST_VERBOSE = 3;
    private static final int LARGEST_NUMBER = 1_000_000;

    private static final List<String> UNITS = List.of("", "K", "M", "G");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,15})([KMG]?)");
    private static final long LARGEST_BYTES = 1L << 50;
    private static final String UNIX = "unix:";

    private final CommandLine line;

    CliValues(CommandLine line) {
        this.line = line;
    }

    boolean has(Option option) {
        return line.hasOption(option);
    }

    List<String> operands() {
        return line.getArgList();
    }

    /** All values of an option that may be given more than once. */
    List<String> all(Option option) {
        return line.hasOption(option) ? Arrays.asList(line.getOptionValues(option)) : List.of();
    }

    String onlyOperand(String what) throws UsageException {
        List<String> operands = line.getArgList();
        if (operands.isEmpty()) {
            throw new UsageException(what + " is missing; see postprox --help");
        }
        if (operands.size() > 1) {
            throw new UsageException("'" + operands.get(1) + "' is one argument too many behind '" + operands.getFirst()
                    + "' (-c COMMAND is one argument: quotes around it in a shell, braces in master.cf)");
        }
        return operands.getFirst();
    }

    Path tempDirectory() throws UsageException {
        Path directory = line.hasOption(TEMPDIR) ? path(name(TEMPDIR), last(TEMPDIR)) : Settings.TEMP_DIRECTORY;
        if (!Files.isDirectory(directory)) {
            throw new UsageException("-d: " + directory + " is not a directory; create it or name another");
        }
        if (!Files.isWritable(directory)) {
            throw new UsageException("-d: no permission to write to " + directory);
        }
        return safe(directory);
    }

    /** The directory without links, which others could turn elsewhere, if nobody else can exchange what is in it. */
    private static Path safe(Path directory) throws UsageException {
        Path real;
        Optional<String> objection;
        try {
            real = directory.toRealPath();
            objection = SafePath.objection(real);
        } catch (IOException e) {
            throw new UsageException("-d: cannot use " + directory + ": " + e.getMessage());
        }
        if (objection.isPresent()) {
            throw new UsageException("-d: " + objection.get());
        }
        return real;
    }

    /** The filter. An empty command, as a script makes it of a variable that is not set, is none, and is warned of as such. */
    Optional<String> command() {
        return optional(COMMAND).filter(command -> !command.isBlank());
    }

    FailurePolicy failurePolicy() {
        return line.hasOption(REJECT) ? FailurePolicy.TEMPFAIL : FailurePolicy.PASS;
    }

    CrashPolicy crashPolicy() throws UsageException {
        return switch (last(CRASH, "fail")) {
            case "fail" -> CrashPolicy.FAIL;
            case "refuse" -> CrashPolicy.REFUSE;
            default -> throw new UsageException("--crash: '" + last(CRASH) + "' is neither fail nor refuse");
        };
    }

    StrayCr strayCr() throws UsageException {
        return switch (last(STRAY_CR, "space")) {
            case "space" -> StrayCr.SPACE;
            case "keep" -> StrayCr.KEEP;
            default -> throw new UsageException("--stray-cr: '" + last(STRAY_CR) + "' is neither space nor keep");
        };
    }

    int verbosity() {
        int given = Math.toIntExact(
                Arrays.stream(line.getOptions()).filter(VERBOSE::equals).count());
        return Math.min(given, MOST_VERBOSE);
    }

    Duration seconds(Option option, Duration byDefault) throws UsageException {
        if (!line.hasOption(option)) {
            return byDefault;
        }
        String text = last(option);
        if (text.matches("\\d{1,5}")) {
            int seconds = Integer.parseInt(text);
            if (seconds >= 1 && seconds <= LONGEST_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        }
        throw new UsageException(
                name(option) + ": '" + text + "' is not a whole number of seconds from 1 to " + LONGEST_SECONDS);
    }

    /** A whole number. */
    int number(Option option, int least, int byDefault) throws UsageException {
        if (!line.hasOption(option)) {
            return byDefault;
        }
        String text = last(option);
        if (text.matches("\\d{1,7}")) {
            int number = Integer.parseInt(text);
            if (number >= least && number <= LARGEST_NUMBER) {
                return number;
            }
        }
        throw new UsageException(
                name(option) + ": '" + text + "' is not a whole number from " + least + " to " + LARGEST_NUMBER);
    }

    /** A number of bytes, also in units of 1,024, 1,024 times 1,024 and so on. */
    long bytes(Option option, long byDefault) throws UsageException {
        if (!line.hasOption(option)) {
            return byDefault;
        }
        Matcher text = BYTES.matcher(last(option));
        if (text.matches()) {
            int shift = 10 * UNITS.indexOf(text.group(2));
            long number = Long.parseLong(text.group(1));
            if (number <= LARGEST_BYTES >> shift) {
                return number << shift;
            }
        }
        throw new UsageException(name(option) + ": '" + last(option)
                + "' is not a number of bytes, such as 20000000, 20000K, 20M or 1G");
    }

    Optional<String> optional(Option option) {
        return line.hasOption(option) ? Optional.of(last(option)) : Optional.empty();
    }

    /** The last value of an option that was given: a later one overrides an earlier, as with getopt(3). */
    String last(Option option) {
        String[] values = line.getOptionValues(option);
        return values[values.length - 1];
    }

    String last(Option option, String byDefault) {
        return line.hasOption(option) ? last(option) : byDefault;
    }

    static Endpoint endpoint(String option, String text, Function<String, Endpoint> parser) throws UsageException {
        try {
            return parser.apply(text.startsWith(UNIX) ? UNIX + PathText.path(text.substring(UNIX.length())) : text);
        } catch (InvalidPathException e) {
            throw new UsageException(option + ": the path in '" + text + "' cannot be used in this locale");
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }

    Optional<Path> path(Option option) throws UsageException {
        return line.hasOption(option) ? Optional.of(path(name(option), last(option))) : Optional.empty();
    }

    static Path path(String option, String text) throws UsageException {
        try {
            return PathText.path(text);
        } catch (InvalidPathException e) {
            throw new UsageException(option + ": the path '" + text + "' cannot be used in this locale");
        }
    }

    static Path readable(String text) throws UsageException {
        Path file = path("try", text);
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new UsageException("try: cannot read the message " + file);
        }
        return file;
    }
}
