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

/** {@code postprox HOST[:PORT]}: serves one session, or listens. */
final class Serve implements Command {
    private final boolean mayBeCommand;
    private final Consumer<Exit> lastStep;

    /**
     * A proxy.
     *
     * @param mayBeCommand whether the operand may be meant for a command
     * @param lastStep     of a proxy that is told to stop
     */
    Serve(boolean mayBeCommand, Consumer<Exit> lastStep) {
        this.mayBeCommand = mayBeCommand;
        this.lastStep = lastStep;
    }

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        List<String> operands = line.operands();
        if (operands.size() > 1) {
            throw new UsageException("'" + operands.get(1) + "' is one argument too many behind '" + operands.getFirst()
                    + "' (-c COMMAND is one argument: quotes around it in a shell, braces in master.cf)");
        }
        if (!operands.isEmpty()) {
            MisplacedWord.checkSwap(line, operands.getFirst());
        }
        if (mayBeCommand && !operands.isEmpty()) {
            MisplacedWord.check(operands.getFirst());
        }
        Settings settings = settings(line);
        if (settings.listen().isPresent() && isStartedForAClient()) {
            throw new UsageException("standard input is a client's connection (spawn, inetd): leave -l out");
        }
        return Background.isWanted(settings)
                ? Background.start(settings)
                : Lifecycle.run(settings, () -> settings(line), lastStep);
    }

    /** The settings of a command line, and of its configuration file as that is now. */
    private static Settings settings(CommandLine line) throws UsageException {
        Configuration given = line.configuration();
        List<String> operands = line.operands();
        return Settings.ofProxy(operands.isEmpty() ? given : given.withNextHop(operands.getFirst()));
    }

    /**
     * Whether standard input is a connection that somebody has accepted: a service that each of them started would outlive it,
     * unknown to whoever manages services. Such a connection has an address at our end. One of the pair of sockets that sshd puts
     * there has none, and a socket that listens is no connection.
     */
    private static boolean isStartedForAClient() throws IOException {
        return OwnProcess.isSocket(0)
                && System.inheritedChannel() instanceof SocketChannel channel
                && !channel.getLocalAddress().toString().isEmpty();
    }
}
