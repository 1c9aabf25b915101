package postprox.journal;

import java.util.Optional;

/** What has become of a message. */
public enum Fate {
    ACCEPTED,
    REFUSED,
    DEFERRED,
    QUARANTINED,
    DISCARDED,
    ABORTED,
    UNKNOWN;

    private static final int PERMANENT = 500;

    /** The fate that an event tells; empty if it tells none. */
    static Optional<Fate> of(LogEvent event) {
        return switch (event.name()) {
            case "message_accepted" -> Optional.of(ACCEPTED);
            case "message_refused" -> Optional.of(event.fields().whole("reply_code") >= PERMANENT ? REFUSED : DEFERRED);
            case "message_quarantined" -> Optional.of(QUARANTINED);
            case "message_discarded" -> Optional.of(DISCARDED);
            case "message_aborted" -> Optional.of(ABORTED);
            case "outcome_unknown" -> Optional.of(UNKNOWN);
            default -> Optional.empty();
        };
    }
}
