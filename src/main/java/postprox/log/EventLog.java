package postprox.log;

import postprox.event.Events;

/** A log that is open: it takes events from any thread, and waits for nobody who reads it. */
public interface EventLog extends Events, AutoCloseable {
    /** Opens anew what it writes to, where that is a file: after a log was rotated. Thread-safe. */
    default void reopen() {}

    /** Waits a moment for what was published to be on its way. */
    @Override
    void close();
}
