package postprox.command;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import postprox.config.Configuration;
import postprox.config.FilterOptions;
import postprox.config.FilterSpec;
import postprox.config.ServiceOptions;
import postprox.config.UsageException;
import postprox.filter.command.NamedScripts;
import postprox.run.Exit;
import postprox.trial.Line;

/** {@code postprox try --watch}: a round of trials now, and another after each save, until the user ends the process. */
final class TryWatch {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final TryOperands operands;
    private final boolean full;
    private List<Path> messages;
    private Map<Path, Line> last = Map.of();

    TryWatch(TryOperands operands) throws IOException, UsageException {
        this.operands = operands;
        this.full = operands.line().has(ServiceOptions.VERBOSE);
        this.messages = operands.files();
        for (Path message : messages) {
            TryOperands.checkReadable(message);
        }
    }

    /** Runs until the process is ended by a signal, or the round in hand is. */
    Exit run() throws IOException, UsageException {
        // The first round complains of a wrong command line as a trial without --watch does.
        var _ = operands.line().configuration();
        try (Saves saves = new Saves()) {
            while (true) {
                Saves.State before = saves.look(watched());
                round();
                Exit _ = Output.print("waiting for a save; Ctrl-C ends this\n");
                saves.await(before, this::watched);
                Exit _ = Output.print(
                        "\n" + LocalTime.now(ZoneId.systemDefault()).format(TIME) + " saved\n");
            }
        } catch (ClosedChannelException e) {
            return Exit.SYSTEM;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.SYSTEM;
        }
    }

    /** One round. A configuration that is wrong for now is complained of, and the next save is waited for. */
    private void round() throws IOException {
        try (Trials trials = Trials.open(operands.line())) {
            messages = operands.files();
            TryRound round = new TryRound(messages, full, last);
            Exit _ = round.run(trials.trial());
            last = round.lines();
        } catch (UsageException e) {
            Exit _ = Output.complain(Exit.USAGE, e);
        }
    }

    /** The messages, the configuration file, and the files that the filters' commands name. */
    private List<Path> watched() throws IOException {
        List<Path> files = new ArrayList<>();
        try {
            messages = operands.files();
            if (operands.line().has(ServiceOptions.CONFIG_FILE)) {
                files.add(TryOperands.path(
                        operands.line().texts(ServiceOptions.CONFIG_FILE).getLast()));
            }
            Configuration configuration = operands.line().configuration();
            configuration.find(FilterOptions.COMMAND).ifPresent(command -> files.addAll(NamedScripts.of(command)));
            if (configuration.isGiven(FilterOptions.FILTER)) {
                for (FilterSpec filter : configuration.all(FilterOptions.FILTER)) {
                    files.addAll(NamedScripts.of(filter.where()));
                }
            }
        } catch (UsageException e) {
            // The file is being written, or wrong: the next round says so.
        }
        files.addAll(messages);
        return files.stream().filter(Files::exists).distinct().toList();
    }
}
