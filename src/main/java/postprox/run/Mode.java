package postprox.run;

import java.io.IOException;
import java.util.Optional;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.event.Event;

/** Where the sessions of a process come from. {@link Lifecycle} says when. */
interface Mode {
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
}
