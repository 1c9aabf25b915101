package postprox.quarantine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The facts about a message in the quarantine, which are in its JSON file.
 *
 * @param time     when the message was kept aside, to the millisecond
 * @param occasion whose message it is, and why it was kept aside
 * @param size     the size of the message's text in bytes
 * @param checksum the CRC-32C of the text
 */
public record Facts(Instant time, Occasion occasion, long size, long checksum) {
    public Facts {
        time = time.truncatedTo(ChronoUnit.MILLIS);
    }
}
