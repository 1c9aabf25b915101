package postprox.log;

import postprox.event.Events;

/** An open log. Any thread may publish events; no thread waits for a slow reader of the log. */
public interface EventLog extends Events, AutoCloseable {
    /**
     * Changes the verbosity for all later events.
     *
     * @param verbosity the number of {@code -v} options
     */
    void verbosity(int verbosity);

    /** Closes the log, and waits a moment until the published events are written. */
    @Override
    void close();
}
