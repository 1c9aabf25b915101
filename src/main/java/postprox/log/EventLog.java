package postprox.log;

import postprox.event.Events;

/** A log that is open: it takes events from any thread, and waits for nobody who reads it. */
public interface EventLog extends Events, AutoCloseable {
    /**
     * Has it say more from now on, or less.
     *
     * @param verbosity how often {@code -v} was given
     */
    void verbosity(int verbosity);

    /** Waits a moment for what was published to be on its way. */
    @Override
    void close();
}
