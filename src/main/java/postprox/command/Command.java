package postprox.command;

import java.io.IOException;
import postprox.config.CommandLine;
import postprox.config.UsageException;
import postprox.run.Exit;

/** The program's work for one {@link Usage}. */
interface Command {
    /**
     * Runs the command.
     *
     * @throws UsageException if the command line, or a file that it names, is wrong
     * @throws IOException    if the system refuses a file, a socket or a process that the command needs
     */
    Exit run(CommandLine line) throws IOException, UsageException;
}
