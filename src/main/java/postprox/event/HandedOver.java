package postprox.event;

import java.util.Optional;
import postprox.time.Deadline;

/**
 * The proof that the log has the line about a discarded message. There is no other way to one than {@link #to}, so that no
 * message is acknowledged as discarded whose loss is in no log.
 */
public final class HandedOver {
    private final MessageEvent.MessageDiscarded event;

    private HandedOver(MessageEvent.MessageDiscarded event) {
        this.event = event;
    }

    /** Hands the event over; empty if the log does not have it when the deadline is over. */
    public static Optional<HandedOver> to(Events events, MessageEvent.MessageDiscarded event, Deadline deadline) {
        return events.handOver(event, deadline) ? Optional.of(new HandedOver(event)) : Optional.empty();
    }

    /** The event that the log has. */
    public MessageEvent.MessageDiscarded event() {
        return event;
    }
}
