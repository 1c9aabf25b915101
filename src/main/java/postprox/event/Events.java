package postprox.event;

/** Where events go. Implementations take events from any thread and never wait for a reader. */
@FunctionalInterface
public interface Events {
    /** Takes an event. */
    void publish(Event event);

    /** Whether anybody reads {@link Event.Dialogue}: otherwise the caller need not prepare it. */
    default boolean wantsDialogue() {
        return false;
    }
}
