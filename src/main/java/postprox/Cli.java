package postprox;

import static postprox.CliOptions.DEADLINE;
import static postprox.CliOptions.DEMO;
import static postprox.CliOptions.FOREGROUND;
import static postprox.CliOptions.HELO;
import static postprox.CliOptions.HELP;
import static postprox.CliOptions.LICENSE;
import static postprox.CliOptions.LISTEN;
import static postprox.CliOptions.LOG;
import static postprox.CliOptions.NEXT_HOP_TIMEOUT;
import static postprox.CliOptions.PIDFILE;
import static postprox.CliOptions.PRINTING;
import static postprox.CliOptions.PROXY;
import static postprox.CliOptions.RECIPIENT;
import static postprox.CliOptions.REMOTE_IP;
import static postprox.CliOptions.RESIDENT;
import static postprox.CliOptions.RESIDENT_IDLE;
import static postprox.CliOptions.SENDER;
import static postprox.CliOptions.SERVE;
import static postprox.CliOptions.TIMEOUT;
import static postprox.CliOptions.TRY;
import static postprox.CliOptions.VERSION;
import static postprox.CliOptions.name;

import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import postprox.net.Endpoint;
import postprox.net.SamePlace;
import postprox.nexthop.NextHopTimeouts;
import postprox.session.SessionSettings;
import postprox.trial.TrialRequest;

/**
 * Reads the command line: the manual's options and ours. With {@link CliOptions}, {@link CliValues} and {@link CliLimits} the one
 * place that knows the option parser.
 */
final class Cli {
    private final CliValues values;
    private final CliLimits limits;

    private Cli(CliValues values) {
        this.values = values;
        this.limits = new CliLimits(values);
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
            return new Cli(new CliValues(parser.parse(options, plain.toArray(String[]::new))));
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
        if (values.has(HELP)) {
            return new Invocation.Print(Texts.help());
        }
        if (values.has(LICENSE)) {
            return new Invocation.Print(Texts.license());
        }
        if (values.has(VERSION)) {
            return new Invocation.Print(Texts.version());
        }
        return reading.read(this);
    }

    private Invocation proxy() throws UsageException {
        Optional<Endpoint> listen = Optional.empty();
        if (values.has(LISTEN)) {
            listen = Optional.of(CliValues.endpoint("-l", values.last(LISTEN), Endpoint::parseListen));
        }
        Endpoint nextHop = CliValues.endpoint(
                "HOST:PORT", values.onlyOperand("the mail server's HOST:PORT"), Endpoint::parseNextHop);
        for (Option option : List.of(FOREGROUND, PIDFILE)) {
            if (listen.isEmpty() && values.has(option)) {
                throw new UsageException(name(option) + " has a meaning only with -l");
            }
        }
        for (Option option : List.of(RESIDENT, RESIDENT_IDLE)) {
            if (listen.isPresent() && values.has(option)) {
                throw new UsageException(name(option) + " has no meaning with -l");
            }
        }
        LogTarget log = LogTarget.parse(values.last(LOG, "syslog"));
        if (listen.isPresent() && !values.has(FOREGROUND) && log instanceof LogTarget.StandardError) {
            throw new UsageException("--log stderr: in the background nobody reads it; add --foreground");
        }
        if (listen.isPresent() && SamePlace.leadsTo(nextHop, listen.get())) {
            throw new UsageException(
                    "HOST:PORT: " + nextHop + " is also where -l listens: mail would go round and round");
        }
        return new Invocation.Proxy(new Settings(
                nextHop,
                values.command(),
                values.tempDirectory(),
                values.seconds(TIMEOUT, Settings.FILTER_TIMEOUT),
                values.failurePolicy(),
                values.crashPolicy(),
                values.seconds(DEADLINE, SessionSettings.MESSAGE_DEADLINE),
                values.seconds(NEXT_HOP_TIMEOUT, NextHopTimeouts.REPLY),
                values.strayCr(),
                values.verbosity(),
                log,
                listen,
                values.has(FOREGROUND),
                values.path(PIDFILE),
                values.path(RESIDENT),
                values.seconds(RESIDENT_IDLE, Settings.RESIDENT_IDLE),
                limits.ofClients(),
                limits.filterCapacity(),
                limits.processLimits()));
    }

    private Invocation trial() throws UsageException {
        List<String> operands = values.operands();
        if (operands.size() > 1) {
            throw new UsageException("try takes one message, not '" + String.join("' and '", operands) + "'");
        }
        String command = values.command()
                .orElseThrow(() -> new UsageException("try needs a filter: postprox try -c COMMAND [MESSAGE]"));
        List<String> recipients = values.all(RECIPIENT);
        return new Invocation.Try(new TrialRequest(
                command,
                operands.isEmpty() || operands.getFirst().equals("-")
                        ? Optional.empty()
                        : Optional.of(CliValues.readable(operands.getFirst())),
                values.last(SENDER, "sender@example.org"),
                recipients.isEmpty() ? List.of("recipient@example.com") : recipients,
                values.last(HELO, "client.example.org"),
                values.last(REMOTE_IP, "192.0.2.1"),
                values.tempDirectory(),
                values.seconds(TIMEOUT, Settings.FILTER_TIMEOUT),
                values.seconds(DEADLINE, SessionSettings.MESSAGE_DEADLINE),
                values.failurePolicy(),
                values.crashPolicy(),
                values.strayCr(),
                limits.processLimits()));
    }

    private Invocation demo() throws UsageException {
        if (!values.operands().isEmpty()) {
            throw new UsageException("demo takes no '" + values.operands().getFirst() + "'; see postprox --help");
        }
        return new Invocation.Demo(values.has(SERVE), values.tempDirectory());
    }
}
