package postprox.trial;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import postprox.filter.FailurePolicy;
import postprox.filter.command.CrashPolicy;
import postprox.filter.command.ProcessLimits;
import postprox.smtp.StrayCr;

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
 * @param deadline      how long the message may take as a whole
 * @param failurePolicy what would become of the message if the filter failed
 * @param crashPolicy   what exit status 1 with a crash report means
 * @param strayCr       what becomes of a CR that ends no line
 * @param processLimits what each process of the filter may take of the machine
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
        Duration deadline,
        FailurePolicy failurePolicy,
        CrashPolicy crashPolicy,
        StrayCr strayCr,
        ProcessLimits processLimits) {
    public TrialRequest {
        recipients = List.copyOf(recipients);
    }
}
