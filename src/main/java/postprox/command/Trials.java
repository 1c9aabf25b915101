package postprox.command;

import static postprox.config.TrialOptions.AS;
import static postprox.config.TrialOptions.HELO;
import static postprox.config.TrialOptions.RECIPIENT;
import static postprox.config.TrialOptions.REMOTE_IP;
import static postprox.config.TrialOptions.SENDER;

import java.io.IOException;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.filter.Origin;
import postprox.filter.command.CommandFilter;
import postprox.posix.OwnProcess;
import postprox.quarantine.QuarantineRules;
import postprox.run.Filters;
import postprox.trial.ChainTrial;
import postprox.trial.Circumstances;
import postprox.trial.CommandTrial;
import postprox.trial.Switches;
import postprox.trial.Trial;
import postprox.trial.TriedMessage;

/**
 * The kind of trial that a command line asks for.
 *
 * @param trial   shows messages to the filters
 * @param filters what is to be closed after the last message; empty if there is nothing
 */
record Trials(Trial trial, Optional<Filters> filters) implements AutoCloseable {
    /** The manual's filter alone, in all detail, or all filters as the mail flow has them, or either of them as another user. */
    static Trials open(CommandLine line) throws IOException, UsageException {
        Configuration configuration = line.configuration();
        if (configuration.isGiven(AS)) {
            return new Trials(TrialAsUser.of(configuration.get(AS), line, configuration), Optional.empty());
        }
        Settings settings = Settings.ofTrial(configuration);
        if (settings.command().isEmpty() && settings.filters().isEmpty()) {
            throw new UsageException(
                    "try needs a filter: -c is blank, or the file of --config has no section [filter NAME]");
        }
        Circumstances circumstances = circumstances(settings, configuration);
        if (settings.filters().isEmpty() && settings.command().isPresent()) {
            return new Trials(
                    new CommandTrial(
                            new CommandFilter(
                                    settings.command().get(), settings.processLimits(), settings.crashPolicy()),
                            settings.filterTimeout(),
                            settings.failurePolicy(),
                            circumstances),
                    Optional.empty());
        }
        Filters filters = Filters.ofTrial(settings.filterCapacity());
        try {
            Switches switches = new Switches(
                    settings.quarantine().map(QuarantineRules::reply),
                    settings.forSessions().discards());
            return new Trials(new ChainTrial(filters.chain(settings), circumstances, switches), Optional.of(filters));
        } catch (UsageException | RuntimeException e) {
            filters.close();
            throw e;
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

    @Override
    public void close() {
        filters.ifPresent(Filters::close);
    }
}
