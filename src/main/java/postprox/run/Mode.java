package postprox.run;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.event.Event;
import postprox.net.ChannelWire;
import postprox.net.Listener;
import postprox.posix.OwnProcess;

/** Where the sessions of a process come from. {@link Lifecycle} says when. */
interface Mode {
    int STANDARD_INPUT = 0;
    int STANDARD_OUTPUT = 1;

    /**
     * A process that serves many sessions, for the log.
     *
     * @param mode  what it is
     * @param place where it is reached
     */
    record Service(Event.Mode mode, String place) {}

    /** What the log says of the process; nothing where it serves one session alone. */
    default Optional<Service> service() {
        return Optional.empty();
    }

    /**
     * Whether other settings go with where the sessions come from.
     *
     * @throws UsageException where they do not
     */
    default void check(Settings next) throws IOException, UsageException {}

    /** Serves until there is nothing left to serve, or after {@link #close}. */
    Exit serve();

    /** Takes no more sessions. */
    default void close() {}

    /** Waits until all clients know how their sessions have ended. */
    default void awaitGoodbyes() {}

    /** Removes what tells others of this process, as far as it is still this process's own. */
    default void removeTraces() {}

    /** The mode that the settings, and else standard input, ask for. */
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
