package postprox.command;

import postprox.config.CommandLine;
import postprox.config.UsageException;
import postprox.run.Exit;

/** {@code postprox completion}. */
final class Completion implements Command {
    @Override
    public Exit run(CommandLine line) throws UsageException {
        throw new UsageException("completion needs the name of a shell: bash, zsh or fish");
    }
}
