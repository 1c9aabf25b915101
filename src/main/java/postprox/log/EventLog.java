package postprox.log;

import postprox.event.Events;

/** A log that is open: it takes events from any thread, and waits for nobody who reads it. */
public interface EventLog extends Events, AutoCloseable {
    /** Waits a moment for what was published to be on its way. */
    @Override
    void close();
}
