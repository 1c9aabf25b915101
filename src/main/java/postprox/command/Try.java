package postprox.command;

import static postprox.config.TrialOptions.HELO;
import static postprox.config.TrialOptions.RECIPIENT;
import static postprox.config.TrialOptions.REMOTE_IP;
import static postprox.config.TrialOptions.SENDER;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.filter.Origin;
import postprox.filter.command.CommandFilter;
import postprox.posix.FileReason;
import postprox.posix.OwnProcess;
import postprox.posix.PathText;
import postprox.quarantine.QuarantineRules;
import postprox.run.Exit;
import postprox.run.Filters;
import postprox.trial.Account;
import postprox.trial.ChainTrial;
import postprox.trial.Circumstances;
import postprox.trial.CommandTrial;
import postprox.trial.Switches;
import postprox.trial.TriedMessage;

/** {@code postprox try}: runs a filter on one message and reports its result. */
final class Try implements Command {
    private static final String STANDARD_INPUT = "-";

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        List<String> operands = line.operands();
        if (operands.size() > 1) {
            throw new UsageException("try takes one message, not '" + String.join("' and '", operands) + "'");
        }
        Configuration configuration = line.configuration();
        Settings settings = Settings.ofTrial(configuration);
        if (settings.command().isEmpty() && settings.filters().isEmpty()) {
            throw new UsageException(
                    "try needs a filter: postprox try -c COMMAND [MESSAGE], or --filter or --config FILE");
        }
        Optional<Path> file = operands.isEmpty() || operands.getFirst().equals(STANDARD_INPUT)
                ? Optional.empty()
                : Optional.of(readable(operands.getFirst()));
        try (InputStream message = file.isEmpty() ? standardInput() : Files.newInputStream(file.get())) {
            return report(examine(message, settings, configuration));
        } catch (ClosedChannelException e) {
            // The user has ended the trial by a signal, whose status the process gets, and needs no word about that.
            return Exit.SYSTEM;
        }
    }

    /** A channel, which another thread can close while a read waits. System.in cannot be closed so. */
    private static InputStream standardInput() {
        return Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
    }

    /** Runs the manual's filter alone in all detail, or all filters as the mail flow does. */
    private static Account examine(InputStream message, Settings settings, Configuration configuration)
            throws IOException, UsageException {
        if (settings.filters().isEmpty() && settings.command().isPresent()) {
            return trial(settings.command().get(), settings, configuration).run(message);
        }
        try (Filters filters = Filters.ofTrial(settings.filterCapacity())) {
            return new ChainTrial(
                            filters.chain(settings),
                            circumstances(settings, configuration),
                            new Switches(
                                    settings.quarantine().map(QuarantineRules::reply),
                                    settings.forSessions().discards()))
                    .run(message);
        }
    }

    private static Circumstances circumstances(Settings settings, Configuration configuration) throws IOException {
        return new Circumstances(
                TriedMessage.envelope(
                        configuration.get(SENDER),
                        configuration.all(RECIPIENT),
                        configuration.get(HELO),
                        configuration.get(REMOTE_IP)),
                new Origin(OwnProcess.environment()),
                settings.forSessions(),
                settings.tempDirectory());
    }

    private static CommandTrial trial(String command, Settings settings, Configuration configuration)
            throws IOException {
        return new CommandTrial(
                new CommandFilter(command, settings.processLimits(), settings.crashPolicy()),
                settings.filterTimeout(),
                settings.failurePolicy(),
                circumstances(settings, configuration));
    }

    private static Exit report(Account account) throws IOException {
        Exit _ = Output.printBytes(account.text());
        return switch (account.result()) {
            case PASSES -> Exit.OK;
            case REFUSED -> Exit.FAILURE;
            case FILTER_FAILED -> Exit.FILTER_FAILED;
        };
    }

    private static Path readable(String text) throws UsageException {
        Path file;
        try {
            file = PathText.path(text);
        } catch (InvalidPathException e) {
            throw new UsageException("try: the path '" + text + "' cannot be used in this locale");
        }
        Optional<String> obstacle = obstacle(file);
        if (obstacle.isPresent()) {
            throw new UsageException("try: cannot read the message " + file + ": " + obstacle.get());
        }
        return file;
    }

    /** The reason why a file cannot be read. The file is not opened for that, since it may be a pipe, which is opened only once. */
    private static Optional<String> obstacle(Path file) {
        if (Files.isDirectory(file)) {
            return Optional.of("it is a directory");
        }
        try {
            file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(FileReason.of(e));
        }
    }
}
