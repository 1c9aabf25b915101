package postprox.command;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Consumer;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.posix.OwnProcess;
import postprox.run.Background;
import postprox.run.Exit;
import postprox.run.Lifecycle;

/** {@code postprox HOST[:PORT]}: serves one session, or many as a listening or a resident process. */
final class Serve implements Command {
    private static final int STANDARD_INPUT = 0;

    private final boolean mayBeCommand;
    private final Consumer<Exit> lastStep;

    /**
     * Makes the proxy's command.
     *
     * @param mayBeCommand whether the operand may be a misspelled command
     * @param lastStep     runs after a proxy has been stopped; as a rule it ends the process with the status that it gets
     */
    Serve(boolean mayBeCommand, Consumer<Exit> lastStep) {
        this.mayBeCommand = mayBeCommand;
        this.lastStep = lastStep;
    }

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        List<String> operands = line.operands();
        if (operands.size() > 1) {
            throw MisplacedWord.beforeOthers(line, operands.getFirst(), operands.get(1));
        }
        if (!operands.isEmpty()) {
            MisplacedWord.checkSwap(line, operands.getFirst());
        }
        Settings settings = settings(line);
        // A service, and a session on a socket, begin also while the next hop's name is unknown, as before the name
        // server is up. No command of postprox is meant there.
        if (mayBeCommand
                && !operands.isEmpty()
                && settings.listen().isEmpty()
                && !OwnProcess.isSocket(STANDARD_INPUT)) {
            MisplacedWord.check(operands.getFirst());
        }
        if (settings.listen().isPresent()) {
            if (isStartedForAClient()) {
                throw new UsageException("standard input is a client's connection (spawn, inetd): leave -l out");
            }
            if (Background.isWanted(settings)) {
                return Background.start(settings);
            }
        }
        return Lifecycle.run(settings, () -> settings(line), lastStep);
    }

    /** The settings of a command line and of its configuration file, which this method reads now. */
    private static Settings settings(CommandLine line) throws UsageException {
        Configuration given = line.configuration();
        List<String> operands = line.operands();
        return Settings.ofProxy(operands.isEmpty() ? given : given.withNextHop(operands.getFirst()));
    }

    /**
     * Whether standard input is a connection that another program (spawn, inetd) has accepted. Each such connection would start a
     * service that outlives it, and no service manager would know of that service. An accepted connection has an address at this
     * end. A socket of the pair that sshd uses has none, and a listening socket is no {@link SocketChannel}.
     */
    private static boolean isStartedForAClient() throws IOException {
        return OwnProcess.isSocket(STANDARD_INPUT)
                && System.inheritedChannel() instanceof SocketChannel channel
                && !channel.getLocalAddress().toString().isEmpty();
    }
}
