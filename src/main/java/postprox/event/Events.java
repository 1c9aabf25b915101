package postprox.event;

import postprox.time.Deadline;

/** A receiver of events, such as a log. Thread-safe; a thread that publishes never waits for a reader. */
@FunctionalInterface
public interface Events {
    /** Takes an event. A failure to log it is no failure of the caller, who may have a reply to send. */
    void publish(Event event);

    /** Whether the receiver wants {@link SessionEvent.Dialogue}. If not, a caller need not make such events. */
    default boolean wantsDialogue() {
        return false;
    }

    /**
     * Takes an event like {@link #publish}, waits until it is in the log, and tells whether it is. A receiver that cannot tell says no.
     *
     * @param deadline how long the caller waits at most. After it the answer is no, although the event may still come into the log
     */
    default boolean handOver(Event event, Deadline deadline) {
        publish(event);
        return false;
    }
}
