package postprox.filter.hooks;

import java.io.IOException;
import java.util.Optional;
import postprox.time.Deadline;

/** Finds out where the hooks of a filter go. Thread-safe. */
sealed interface Targets permits FixedTarget, Registrar {
    /** A message that may need a target begins, and {@link #leave} tells its end. */
    void enter();

    /** A message no longer needs a target. */
    void leave();

    /**
     * Where hooks go now.
     *
     * @throws IOException if that cannot be found out
     */
    Target now(Deadline deadline) throws IOException;

    /**
     * Where hooks go in place of a target that the scanner does not know any more; empty if there is no such place.
     *
     * @throws IOException if that cannot be found out
     */
    Optional<Target> instead(Target gone, Deadline deadline) throws IOException;

    /** Gives up what is kept, as soon as no message needs it. */
    void close();
}
