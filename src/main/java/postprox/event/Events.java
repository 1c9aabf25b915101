package postprox.event;

/** A receiver of events, such as a log. Thread-safe; the publishing thread never waits for a reader. */
@FunctionalInterface
public interface Events {
    /** Takes an event. */
    void publish(Event event);

    /** Whether the receiver wants {@link Event.Dialogue}. If not, a caller need not make such events. */
    default boolean wantsDialogue() {
        return false;
    }

    /** A publisher for one session, which puts the session's id into each event. */
    default SessionEvents of(String session) {
        return new SessionEvents(this, session);
    }
}
