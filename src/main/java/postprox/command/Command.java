package postprox.command;

import java.io.IOException;
import postprox.config.CommandLine;
import postprox.config.UsageException;
import postprox.run.Exit;

/** What one way to call the program does. */
interface Command {
    /**
     * Does it.
     *
     * @throws UsageException where the command line, or a file that it names, is wrong
     * @throws IOException    where the system does not give what is needed
     */
    Exit run(CommandLine line) throws IOException, UsageException;
}
