package postprox.command;

import java.io.IOException;
import java.util.List;
import postprox.config.CommandLine;
import postprox.run.Exit;

/**
 * {@code postprox rehearse -- 'COMMAND LINE' ...}: runs several command lines at once in one process. The build records the AOT
 * cache in that process, so that the cache has the classes of all of them. The last command line runs on the main thread, and the
 * process ends with it. A command line that ends earlier does not end the process.
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
