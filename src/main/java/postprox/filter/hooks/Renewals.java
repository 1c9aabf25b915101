package postprox.filter.hooks;

import java.util.concurrent.atomic.AtomicBoolean;
import postprox.event.Events;
import postprox.event.FilterEvent;

/**
 * Tells the log that a registration cannot be renewed, and that it is again: once for each change, and not for each try. No message fails by
 * it until the registration ends, so that nothing else would tell. Thread-safe.
 */
final class Renewals {
    private final Registry registry;
    private final Events events;
    private final AtomicBoolean haveFailed = new AtomicBoolean();

    Renewals(Registry registry, Events events) {
        this.registry = registry;
        this.events = events;
    }

    /** A renewal has failed, while the registration lives. */
    void failed(String reason) {
        if (haveFailed.compareAndSet(false, true)) {
            events.publish(new FilterEvent.RegistrationNotRenewed(
                    registry.name(), registry.url().toString(), reason));
        }
    }

    void succeeded() {
        if (haveFailed.compareAndSet(true, false)) {
            events.publish(new FilterEvent.RegistrationRenewed(
                    registry.name(), registry.url().toString()));
        }
    }
}
