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

/** The table of commands: does what a command line says. */
public final class Commands {
    private final Consumer<Exit> lastStep;

    /**
     * The commands.
     *
     * @param lastStep of a proxy that is told to stop
     */
    public Commands(Consumer<Exit> lastStep) {
        this.lastStep = lastStep;
    }

    /**
     * Does what a command line says, or says on standard error what is wrong with it.
     *
     * @param arguments one byte a character
     * @throws IOException where the system does not give what is needed
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
        return switch (usage) {
            // Behind -- stands no command, whatever it looks like.
            case SERVE -> new Serve(!arguments.contains("--"), lastStep);
            case TRY -> new Try();
            case DEMO -> new RunDemo();
            case CONFIG -> new Config();
            case COMPLETION -> new Completion();
            case REHEARSE -> new Rehearse(new Commands(_ -> {})::run);
        };
    }

    private static Optional<String> printed(CommandLine line) {
        if (line.has(HELP)) {
            return Optional.of(Help.of(line.usage()));
        }
        if (line.has(LICENSE)) {
            return Optional.of(Texts.license());
        }
        return line.has(VERSION) ? Optional.of(Texts.version()) : Optional.empty();
    }
}
