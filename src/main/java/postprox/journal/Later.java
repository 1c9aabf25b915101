package postprox.journal;

import java.time.Instant;

/**
 * That the next hop took a message later. It is a small part of the event, since many are remembered.
 *
 * @param queueId the name under which Postfix has queued it; empty if its reply has none
 */
public record Later(Instant time, String queueId) {
    private static final int LONGEST = 100;

    static Later of(LogEvent accepted) {
        String id = accepted.queueId();
        return new Later(accepted.time(), id.substring(0, Math.min(id.length(), LONGEST)));
    }
}
