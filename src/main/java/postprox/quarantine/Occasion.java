package postprox.quarantine;

import java.util.List;
import postprox.mail.Envelope;
import postprox.smtp.BodyType;

/**
 * Whose message is kept aside, and why. All texts come from clients and filters, one byte a character.
 *
 * @param envelope the envelope, with session and client
 * @param commands the lines of MAIL and of each accepted RCPT as the client wrote them, in order
 * @param body     the body type that MAIL declared
 * @param filter   the filter that asked for it; empty for the manual's filter
 * @param reason   the filter's reason; may be empty
 */
public record Occasion(Envelope envelope, List<String> commands, BodyType body, String filter, String reason) {
    public Occasion {
        commands = List.copyOf(commands);
    }
}
