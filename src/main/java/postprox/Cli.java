package postprox;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import postprox.filter.FailurePolicy;
import postprox.net.Endpoint;
import postprox.posix.PathText;
import postprox.session.SessionSettings;
import postprox.smtp.StrayCr;
import postprox.trial.TrialRequest;

/** Reads the command line: the manual's options and ours. The one place that knows the option parser. */
final class Cli {
    private static final int LONGEST_SECONDS = 86_400;
    private static final int MOST_VERBOSE = 3;
    private static final String UNIX = "unix:";

    private static final Option HELP = flag("h", "help");
    private static final Option LICENSE = flag("L", "license");
    private static final Option VERSION = flag("V", "version");
    private static final Option COMMAND = value("c", "command");
    private static final Option TEMPDIR = value("d", "tempdir");
    private static final Option TIMEOUT = value("t", "timeout");
    private static final Option REJECT = flag("r", "reject");
    private static final Option VERBOSE = flag("v", "verbose");
    private static final Option LISTEN = value("l", "listen");
    private static final Option FOREGROUND = flag("foreground");
    private static final Option PIDFILE = value("pidfile");
    private static final Option DEADLINE = value("deadline");
    private static final Option STRAY_CR = value("stray-cr");
    private static final Option LOG = value("log");
    private static final Option SENDER = value("sender");
    private static final Option RECIPIENT = value("recipient");
    private static final Option HELO = value("helo");
    private static final Option REMOTE_IP = value("remote-ip");
    private static final Option SERVE = flag("serve");

    private static final List<Option> PRINTING = List.of(HELP, LICENSE, VERSION);
    private static final List<Option> PROXY =
            List.of(COMMAND, TEMPDIR, TIMEOUT, REJECT, VERBOSE, LISTEN, FOREGROUND, PIDFILE, DEADLINE, STRAY_CR, LOG);
    private static final List<Option> TRY =
            List.of(COMMAND, TEMPDIR, TIMEOUT, REJECT, DEADLINE, STRAY_CR, SENDER, RECIPIENT, HELO, REMOTE_IP);
    private static final List<Option> DEMO = List.of(SERVE);

    private final CommandLine line;

    private Cli(CommandLine line) {
        this.line = line;
    }

    /**
     * What the arguments ask for.
     *
     * @param arguments one byte a character
     */
    static Invocation parse(List<String> arguments) throws UsageException {
        String first = arguments.isEmpty() ? "" : arguments.getFirst();
        List<String> behindFirst = arguments.subList(Math.min(1, arguments.size()), arguments.size());
        return switch (first) {
            case "try" -> read(behindFirst, TRY).invocation(Cli::trial);
            case "demo" -> read(behindFirst, DEMO).invocation(Cli::demo);
            default -> read(arguments, PROXY).invocation(Cli::proxy);
        };
    }

    /** All options, for the test that holds help, man page and program against each other. */
    static List<Option> allOptions() {
        List<Option> all = new ArrayList<>(PRINTING);
        for (List<Option> some : List.of(PROXY, TRY, DEMO)) {
            some.stream().filter(option -> !all.contains(option)).forEach(all::add);
        }
        return all;
    }

    /** What is read from a command line once -h, -L and -V are out of the way. */
    @FunctionalInterface
    private interface Reading {
        Invocation read(Cli cli) throws UsageException;
    }

    private static Cli read(List<String> arguments, List<Option> allowed) throws UsageException {
        Options options = new Options();
        PRINTING.forEach(options::addOption);
        allowed.forEach(options::addOption);
        DefaultParser parser = DefaultParser.builder()
                .setAllowPartialMatching(false)
                .setStripLeadingAndTrailingQuotes(false)
                .get();
        try {
            List<String> plain = new Getopt(option -> valued(option, options)).plain(arguments);
            return new Cli(parser.parse(options, plain.toArray(String[]::new)));
        } catch (MissingArgumentException e) {
            throw new UsageException(name(e.getOption()) + " needs a value behind it; see postprox --help");
        } catch (UnrecognizedOptionException e) {
            throw new UsageException("there is no option '" + e.getOption() + "' here; see postprox --help");
        } catch (ParseException e) {
            throw new UsageException(e.getMessage() + "; see postprox --help");
        }
    }

    /** The long name of an option that wants a value; nothing for all else. */
    private static Optional<String> valued(String option, Options options) {
        boolean known = option.startsWith("--") ? options.hasLongOption(option) : options.hasShortOption(option);
        return known && options.getOption(option).hasArg()
                ? Optional.of(options.getOption(option).getLongOpt())
                : Optional.empty();
    }

    private Invocation invocation(Reading reading) throws UsageException {
        if (line.hasOption(HELP)) {
            return new Invocation.Print(Texts.help());
        }
        if (line.hasOption(LICENSE)) {
            return new Invocation.Print(Texts.license());
        }
        if (line.hasOption(VERSION)) {
            return new Invocation.Print(Texts.version());
        }
        return reading.read(this);
    }

    private Invocation proxy() throws UsageException {
        Optional<Endpoint> listen = Optional.empty();
        if (line.hasOption(LISTEN)) {
            listen = Optional.of(endpoint("-l", last(LISTEN), Endpoint::parseListen));
        }
        for (Option option : List.of(FOREGROUND, PIDFILE)) {
            if (listen.isEmpty() && line.hasOption(option)) {
                throw new UsageException(name(option) + " has a meaning only with -l");
            }
        }
        LogTarget log = LogTarget.parse(last(LOG, "syslog"));
        if (listen.isPresent() && !line.hasOption(FOREGROUND) && log instanceof LogTarget.StandardError) {
            throw new UsageException("--log stderr: in the background nobody reads it; add --foreground");
        }
        return new Invocation.Proxy(new Settings(
                endpoint("HOST:PORT", onlyOperand("the mail server's HOST:PORT"), Endpoint::parseNextHop),
                optional(COMMAND),
                tempDirectory(),
                seconds(TIMEOUT, Settings.FILTER_TIMEOUT),
                failurePolicy(),
                seconds(DEADLINE, SessionSettings.MESSAGE_DEADLINE),
                strayCr(),
                verbosity(),
                log,
                listen,
                line.hasOption(FOREGROUND),
                line.hasOption(PIDFILE) ? Optional.of(path(name(PIDFILE), last(PIDFILE))) : Optional.empty()));
    }

    private Invocation trial() throws UsageException {
        List<String> operands = line.getArgList();
        if (operands.size() > 1) {
            throw new UsageException("try takes one message, not '" + String.join("' and '", operands) + "'");
        }
        if (!line.hasOption(COMMAND)) {
            throw new UsageException("try needs a filter: postprox try -c COMMAND [MESSAGE]");
        }
        String[] recipients = line.getOptionValues(RECIPIENT);
        return new Invocation.Try(new TrialRequest(
                last(COMMAND),
                operands.isEmpty() || operands.getFirst().equals("-")
                        ? Optional.empty()
                        : Optional.of(readable(operands.getFirst())),
                last(SENDER, "sender@example.org"),
                recipients == null ? List.of("recipient@example.com") : Arrays.asList(recipients),
                last(HELO, "client.example.org"),
                last(REMOTE_IP, "192.0.2.1"),
                tempDirectory(),
                seconds(TIMEOUT, Settings.FILTER_TIMEOUT),
                seconds(DEADLINE, SessionSettings.MESSAGE_DEADLINE),
                failurePolicy(),
                strayCr()));
    }

    private Invocation demo() throws UsageException {
        if (!line.getArgList().isEmpty()) {
            throw new UsageException("demo takes no '" + line.getArgList().getFirst() + "'; see postprox --help");
        }
        return new Invocation.Demo(line.hasOption(SERVE));
    }

    private String onlyOperand(String what) throws UsageException {
        List<String> operands = line.getArgList();
        if (operands.isEmpty()) {
            throw new UsageException(what + " is missing; see postprox --help");
        }
        if (operands.size() > 1) {
            throw new UsageException("'" + operands.get(1) + "' is one argument too many behind '" + operands.getFirst()
                    + "' (is a quote missing around -c COMMAND?)");
        }
        return operands.getFirst();
    }

    private Path tempDirectory() throws UsageException {
        Path directory = line.hasOption(TEMPDIR) ? path(name(TEMPDIR), last(TEMPDIR)) : Settings.TEMP_DIRECTORY;
        if (!Files.isDirectory(directory)) {
            throw new UsageException("-d: " + directory + " is not a directory; create it or name another");
        }
        if (!Files.isWritable(directory)) {
            throw new UsageException("-d: no permission to write to " + directory);
        }
        return directory.toAbsolutePath();
    }

    private FailurePolicy failurePolicy() {
        return line.hasOption(REJECT) ? FailurePolicy.TEMPFAIL : FailurePolicy.PASS;
    }

    private StrayCr strayCr() throws UsageException {
        return switch (last(STRAY_CR, "space")) {
            case "space" -> StrayCr.SPACE;
            case "keep" -> StrayCr.KEEP;
            default -> throw new UsageException("--stray-cr: '" + last(STRAY_CR) + "' is neither space nor keep");
        };
    }

    private int verbosity() {
        int given = Math.toIntExact(
                Arrays.stream(line.getOptions()).filter(VERBOSE::equals).count());
        return Math.min(given, MOST_VERBOSE);
    }

    private Duration seconds(Option option, Duration byDefault) throws UsageException {
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

    private Optional<String> optional(Option option) {
        return line.hasOption(option) ? Optional.of(last(option)) : Optional.empty();
    }

    /** The last value of an option that was given: a later one overrides an earlier, as with getopt(3). */
    private String last(Option option) {
        String[] values = line.getOptionValues(option);
        return values[values.length - 1];
    }

    private String last(Option option, String byDefault) {
        return line.hasOption(option) ? last(option) : byDefault;
    }

    private static Endpoint endpoint(String option, String text, Function<String, Endpoint> parser)
            throws UsageException {
        try {
            return parser.apply(text.startsWith(UNIX) ? UNIX + PathText.path(text.substring(UNIX.length())) : text);
        } catch (InvalidPathException e) {
            throw new UsageException(option + ": the path in '" + text + "' cannot be used in this locale");
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }

    private static Path path(String option, String text) throws UsageException {
        try {
            return PathText.path(text);
        } catch (InvalidPathException e) {
            throw new UsageException(option + ": the path '" + text + "' cannot be used in this locale");
        }
    }

    private static Path readable(String text) throws UsageException {
        Path file = path("try", text);
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new UsageException("try: cannot read the message " + file);
        }
        return file;
    }

    private static String name(Option option) {
        return option.getOpt() == null ? "--" + option.getLongOpt() : "-" + option.getOpt();
    }

    private static Option flag(String letter, String word) {
        return Option.builder(letter).longOpt(word).get();
    }

    private static Option flag(String word) {
        return Option.builder().longOpt(word).get();
    }

    private static Option value(String letter, String word) {
        return Option.builder(letter).longOpt(word).hasArg().get();
    }

    private static Option value(String word) {
        return Option.builder().longOpt(word).hasArg().get();
    }
}
