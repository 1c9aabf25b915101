package postprox.run;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.net.ChannelWire;
import postprox.net.Listener;
import postprox.posix.OwnProcess;

/** The table of modes. */
final class Modes {
    private static final int STANDARD_INPUT = 0;
    private static final int STANDARD_OUTPUT = 1;

    private Modes() {}

    /** Chooses by the options --resident and -l. Without either, standard input tells: a listening socket, a client, or a pipe. */
    static Mode of(Engine engine) throws IOException, UsageException {
        Settings settings = engine.settings();
        if (settings.resident().isPresent()) {
            return new ResidentMode(settings.resident().get(), engine);
        }
        return settings.listen().isPresent() ? ListenMode.at(settings.listen().get(), engine) : ofStandardInput(engine);
    }

    private static Mode ofStandardInput(Engine engine) throws IOException, UsageException {
        if (OwnProcess.isSocket(STANDARD_INPUT)) {
            Optional<Channel> inherited = Optional.ofNullable(System.inheritedChannel());
            if (inherited.isPresent() && inherited.get() instanceof ServerSocketChannel bound) {
                return ListenMode.on(Listener.on(bound, engine.watchdog()), engine);
            }
            if (inherited.isPresent() && inherited.get() instanceof SocketChannel client && isClientsAlone()) {
                return new StdioMode(ChannelWire.overInherited(client, engine.watchdog()), engine);
            }
        }
        return new StdioMode(ChannelWire.overStandardStreams(engine.watchdog()), engine);
    }

    /** Whether standard output is the same socket as standard input, or nothing at all (the launcher sees to that). */
    private static boolean isClientsAlone() throws IOException {
        return OwnProcess.isSameSocket(STANDARD_INPUT, STANDARD_OUTPUT)
                || OwnProcess.descriptorTarget(STANDARD_OUTPUT).equals("/dev/null");
    }
}
