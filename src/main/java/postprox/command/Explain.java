package postprox.command;

import java.io.IOException;
import postprox.config.CommandLine;
import postprox.config.UsageException;
import postprox.run.Exit;

/** {@code postprox explain}: what a line of the log or a reply means, or the story of a message. */
final class Explain implements Command {
    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        return Exit.OK;
    }
}
