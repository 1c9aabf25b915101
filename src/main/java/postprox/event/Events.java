package postprox.event;

/** A receiver of events, such as a log. Thread-safe; the publishing thread never waits for a reader. */
@FunctionalInterface
public interface Events {
    /** Takes an event. A failure to log it is no failure of the caller, who may have a reply to send. */
    void publish(Event event);

    /** Whether the receiver wants {@link Event.Dialogue}. If not, a caller need not make such events. */
    default boolean wantsDialogue() {
        return false;
    }

    /**
     * Takes an event like {@link #publish}, and tells whether it is on its way into the log. An event whose line was dropped is not.
     * A receiver that cannot tell says no.
     */
    default boolean handOver(Event event) {
        publish(event);
        return false;
    }
}
