package postprox.trial;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import postprox.filter.FailurePolicy;

/**
 * A filter to run on a message. Strings hold one byte a character.
 *
 * @param command       the filter
 * @param message       the message's file; none for standard input
 * @param sender        the envelope sender
 * @param recipients    the envelope recipients
 * @param helo          how the remote client is said to have greeted
 * @param remoteIp      the address it is said to have
 * @param tempDirectory where the message waits for the filter
 * @param timeout       how long the filter may take
 * @param failurePolicy what would become of the message if the filter failed
 */
public record TrialRequest(
        String command,
        Optional<Path> message,
        String sender,
        List<String> recipients,
        String helo,
        String remoteIp,
        Path tempDirectory,
        Duration timeout,
        FailurePolicy failurePolicy) {
    public TrialRequest {
        recipients = List.copyOf(recipients);
    }
}
