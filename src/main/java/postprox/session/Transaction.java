package postprox.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.filter.Envelope;
import postprox.smtp.SmtpLimits;
import postprox.smtp.Xforward;

/**
 * The envelope in the making and who it came from. {@link #end} is the one place that clears it. Not thread-safe.
 */
final class Transaction {
    private final Xforward client = new Xforward();
    private final List<String> recipients = new ArrayList<>();
    private Optional<String> sender = Optional.empty();
    private boolean recipientsRefused;
    private long recipientBytes;
    private Optional<NextHopLost.Why> loss = Optional.empty();

    /** The next hop accepted MAIL, which clears all that was before it (RFC 5321 section 4.1.1.2). */
    void begin(String address) {
        recipients.clear();
        recipientBytes = 0;
        recipientsRefused = false;
        sender = Optional.of(address);
    }

    /** The next hop accepted RCPT. */
    void addRecipient(String address) {
        recipients.add(address);
        recipientBytes += address.length();
    }

    void refuseRecipient() {
        recipientsRefused = true;
    }

    /** The next hop was lost: nothing of this transaction can be carried on. */
    void lose(NextHopLost.Why why) {
        loss = Optional.of(why);
    }

    /** The next hop accepted XFORWARD. */
    void forwarded(String argument) {
        client.add(argument);
    }

    /** Over, however it went. */
    void end() {
        client.clear();
        recipients.clear();
        recipientBytes = 0;
        sender = Optional.empty();
        recipientsRefused = false;
        forgetLoss();
    }

    void forgetLoss() {
        loss = Optional.empty();
    }

    /** Whether one more recipient may be asked for. */
    boolean hasRoom() {
        return recipientBytes < SmtpLimits.RECIPIENTS_BYTES;
    }

    boolean isOpen() {
        return sender.isPresent();
    }

    boolean refusedRecipients() {
        return recipientsRefused;
    }

    /** Why the transaction cannot be carried on, if it cannot. */
    Optional<NextHopLost.Why> loss() {
        return loss;
    }

    boolean hasRecipients() {
        return !recipients.isEmpty();
    }

    /**
     * The envelope as it stands.
     *
     * @param session the session's id
     * @param helo    how our own client greeted, which counts where XFORWARD said nothing of the remote client's greeting
     */
    Envelope envelope(String session, String helo) {
        Map<Xforward.Attribute, String> values = client.values();
        return new Envelope(
                session, sender.orElse(""), recipients, values.getOrDefault(Xforward.Attribute.HELO, helo), values);
    }
}
