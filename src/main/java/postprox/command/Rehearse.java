package postprox.command;

import java.io.IOException;
import java.util.List;
import postprox.config.CommandLine;
import postprox.run.Exit;

/**
 * {@code postprox rehearse -- 'COMMAND LINE' ...}: follows all command lines at once, so that the process in which the build records the
 * AOT cache records what several of them need. The last stays. None of them ends the process while others are at work.
 */
final class Rehearse implements Command {
    private final Follower follower;

    /** Follows a command line, split into arguments. */
    @FunctionalInterface
    interface Follower {
        Exit follow(List<String> arguments) throws IOException;
    }

    Rehearse(Follower follower) {
        this.follower = follower;
    }

    @Override
    public Exit run(CommandLine line) throws IOException {
        List<String> commandLines = line.operands();
        for (String other : commandLines.subList(0, commandLines.size() - 1)) {
            Thread.ofPlatform().start(() -> {
                try {
                    Exit _ = follow(other);
                } catch (IOException e) {
                    Exit _ = Output.complain(Exit.SYSTEM, e);
                }
            });
        }
        return follow(commandLines.getLast());
    }

    private Exit follow(String commandLine) throws IOException {
        return follower.follow(List.of(commandLine.split(" ")));
    }
}
