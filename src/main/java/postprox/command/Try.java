package postprox.command;

import static postprox.config.TrialOptions.ACCOUNT;
import static postprox.config.TrialOptions.WATCH;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.ServiceOptions;
import postprox.config.UsageException;
import postprox.run.Exit;
import postprox.trial.Account;
import postprox.trial.Trial;

/** {@code postprox try}: runs a filter on messages and reports the results. */
final class Try implements Command {
    @Override
    public Exit run(CommandLine given) throws IOException, UsageException {
        TryOperands operands = TryOperands.of(given);
        CommandLine line = operands.line();
        boolean isStandardInput = operands.isStandardInput();
        if (line.has(WATCH)) {
            if (isStandardInput) {
                throw new UsageException("try --watch needs messages in files: postprox try --watch FILTER MESSAGE...");
            }
            return new TryWatch(operands).run();
        }
        List<Path> files = isStandardInput ? List.of() : operands.files();
        for (Path file : files) {
            TryOperands.checkReadable(file);
        }
        try (Trials trials = Trials.open(line)) {
            return files.size() <= 1
                    ? one(files.stream().findFirst(), trials.trial(), line.has(ACCOUNT))
                    : new TryRound(files, line.has(ServiceOptions.VERBOSE)).run(trials.trial());
        } catch (ClosedChannelException e) {
            // The user has ended the trial by a signal, whose status the process gets, and needs no word about that.
            return Exit.SYSTEM;
        }
    }

    private static Exit one(Optional<Path> file, Trial trial, boolean forProgram) throws IOException {
        try (InputStream message = file.isEmpty() ? standardInput() : Files.newInputStream(file.get())) {
            Account account = trial.run(message);
            Exit _ = Output.printBytes(forProgram ? account.encoded() : account.text());
            return TryRound.exit(account.result());
        }
    }

    /** A channel, which another thread can close while a read waits. System.in cannot be closed so. */
    private static InputStream standardInput() {
        return Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
    }
}
