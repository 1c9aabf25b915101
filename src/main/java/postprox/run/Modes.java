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

/** Chooses the mode of a process. It makes nothing that others can see: {@link Mode#open} does. */
final class Modes {
    private static final int STANDARD_INPUT = 0;
    private static final int STANDARD_OUTPUT = 1;

    private Modes() {}

    /**
     * The mode by the options --resident and -l. Without these, by standard input: a listening socket, a client's socket, or a
     * pipe.
     */
    static Mode of(Engine engine) throws IOException, UsageException {
        Settings settings = engine.settings();
        if (settings.resident().isPresent()) {
            settings.checkThatNoHeaderIsDemanded();
            return new ResidentMode(settings.resident().get(), engine);
        }
        if (settings.listen().isPresent()) {
            return isSuccessor()
                    ? ListenMode.after(Succession.begin(), settings.listen().get(), inherited(), engine)
                    : ListenMode.at(settings.listen().get(), engine);
        }
        return ofStandardInput(engine);
    }

    private static Mode ofStandardInput(Engine engine) throws IOException, UsageException {
        if (OwnProcess.isSocket(STANDARD_INPUT)) {
            Optional<Channel> inherited = Optional.ofNullable(System.inheritedChannel());
            if (inherited.isPresent() && inherited.get() instanceof ServerSocketChannel bound) {
                Optional<Succession> succession = isSuccessor() ? Optional.of(Succession.begin()) : Optional.empty();
                return new ListenMode("standard input", Listener.on(bound, engine.watchdog()), succession, engine);
            }
            if (inherited.isPresent() && inherited.get() instanceof SocketChannel client && hasNoOtherOutput()) {
                requireFit(engine.settings());
                return new StdioMode(ChannelWire.overInherited(client, engine.watchdog()), engine);
            }
        }
        requireFit(engine.settings());
        return new StdioMode(ChannelWire.overStandardStreams(engine.watchdog()), engine);
    }

    private static boolean isSuccessor() {
        return !Background.predecessor().isEmpty();
    }

    private static ServerSocketChannel inherited() throws IOException {
        if (System.inheritedChannel() instanceof ServerSocketChannel bound) {
            return bound;
        }
        throw new IOException("the process before has left no listening socket");
    }

    /** Refuses what is not for a process of one session. */
    private static void requireFit(Settings settings) throws UsageException {
        settings.checkThatNoHeaderIsDemanded();
        if (!settings.filters().isEmpty()) {
            HooksFilters.checkForOneSession(settings);
        }
    }

    /** Whether standard output is the same socket as standard input, or /dev/null, to which the launcher may redirect it. */
    private static boolean hasNoOtherOutput() throws IOException {
        return OwnProcess.isSameSocket(STANDARD_INPUT, STANDARD_OUTPUT)
                || OwnProcess.descriptorTarget(STANDARD_OUTPUT).equals("/dev/null");
    }
}
