package postprox.command;

import static postprox.config.PrintingOptions.HELP;
import static postprox.config.PrintingOptions.LICENSE;
import static postprox.config.PrintingOptions.VERSION;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import postprox.config.CommandLine;
import postprox.config.Usage;
import postprox.config.UsageException;
import postprox.resident.ResidentSockets;
import postprox.run.Exit;

/** The table of commands. It runs the command that a command line names. */
public final class Commands {
    private final Consumer<Exit> lastStep;

    /**
     * Makes the table.
     *
     * @param lastStep runs after a proxy has been stopped; as a rule it ends the process with the status that it gets
     */
    public Commands(Consumer<Exit> lastStep) {
        this.lastStep = lastStep;
    }

    /**
     * Runs the command of a command line. If the command line is wrong, this method writes the reason to standard error.
     *
     * @param arguments the command line's arguments, one byte a character
     * @throws IOException if the system refuses a file, a socket or a process that the command needs
     */
    public Exit run(List<String> arguments) throws IOException {
        try {
            return follow(arguments);
        } catch (UsageException e) {
            ResidentSockets.forgo(arguments);
            return Output.complain(Exit.USAGE, e);
        }
    }

    Exit follow(List<String> arguments) throws IOException, UsageException {
        Usage usage = Usage.of(arguments.isEmpty() ? "" : arguments.getFirst());
        CommandLine line =
                CommandLine.read(usage, usage == Usage.SERVE ? arguments : arguments.subList(1, arguments.size()));
        Optional<String> text = printed(line);
        return text.isPresent()
                ? Output.print(text.get())
                : command(usage, arguments).run(line);
    }

    private Command command(Usage usage, List<String> arguments) {
        // Apart from the others: a switch over them has a table in a class of its own, for which a first client would
        // wait.
        if (usage == Usage.SERVE) {
            // A word after -- is no misspelled command, since the user has marked it as an operand.
            return new Serve(!arguments.contains("--"), lastStep);
        }
        return switch (usage) {
            case SERVE -> throw new IllegalStateException("a proxy is served above");
            case TRY -> new Try();
            case DEMO -> new RunDemo();
            case SETUP -> new SetUp();
            case CONFIG -> new Config();
            case QUARANTINE -> new ManageQuarantine();
            case NEW -> new New();
            case STATUS -> new Status();
            case LOG -> new ShowLog();
            case EXPLAIN -> new Explain();
            case TOP -> new Top();
            case UPGRADE -> new Upgrade();
            case DOCTOR -> new Examine();
            case COMPLETION -> new Completion();
            case REHEARSE -> new Rehearse(new Commands(_ -> {})::run);
        };
    }

    private static Optional<String> printed(CommandLine line) {
        if (line.has(HELP)) {
            boolean aboutFilters =
                    line.usage() == Usage.SERVE && line.operands().equals(List.of(Help.FILTERS));
            return Optional.of(aboutFilters ? Help.filters() : Help.of(line.usage()));
        }
        if (line.has(LICENSE)) {
            return Optional.of(Texts.license());
        }
        return line.has(VERSION) ? Optional.of(Texts.version()) : Optional.empty();
    }
}
