package postprox.run;

import java.io.IOException;
import java.util.Optional;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.event.Event;

/** The way in which a process gets its sessions. {@link Lifecycle} calls the methods. */
interface Mode {
    /**
     * The description of a process that serves many sessions, for the log.
     *
     * @param mode  its mode
     * @param place the address or path of its socket
     */
    record Service(Event.Mode mode, String place) {}

    /** The description for the log; empty if the process serves only one session. */
    default Optional<Service> service() {
        return Optional.empty();
    }

    /**
     * Checks whether other settings can be used with this mode.
     *
     * @throws UsageException if they cannot
     */
    default void check(Settings next) throws IOException, UsageException {}

    /** Serves until there is nothing left to serve, or after {@link #close}. */
    Exit serve();

    /** Takes no more sessions. */
    default void close() {}

    /** Waits until all clients know how their sessions have ended. */
    default void awaitGoodbyes() {}

    /** Removes the pid file, if there is one and no other process has replaced it. */
    default void removeTraces() {}
}
