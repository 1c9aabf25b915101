package postprox.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postprox.filter.Envelope;
import postprox.smtp.BodyType;
import postprox.smtp.RemoteClient;
import postprox.smtp.SmtpLimits;
import postprox.smtp.Xforward;

/**
 * The envelope in the making and who it came from. {@link #end} is the one place that clears it. Not thread-safe.
 */
final class Transaction {
    private final Limits limits;
    private final Memory.Share memory;
    private final RemoteClient client = new RemoteClient();
    private final List<String> recipients = new ArrayList<>();
    private Optional<String> sender = Optional.empty();
    private BodyType body = BodyType.UNSAID;
    private boolean recipientsRefused;
    private long recipientBytes;
    private Optional<NextHopLost.Why> loss = Optional.empty();

    /**
     * No envelope yet.
     *
     * @param memory what recipients take is the session's
     */
    Transaction(Limits limits, Memory.Share memory) {
        this.limits = limits;
        this.memory = memory;
    }

    /** The next hop accepted MAIL, which clears all that was before it (RFC 5321 section 4.1.1.2). */
    void begin(String address, BodyType content) {
        clearRecipients();
        body = content;
        recipientsRefused = false;
        sender = Optional.of(address);
    }

    /** The next hop accepted RCPT. */
    void addRecipient(String address) {
        recipients.add(address);
        memory.charge(Memory.cost(address));
        recipientBytes += address.length();
    }

    void refuseRecipient() {
        recipientsRefused = true;
    }

    /** The next hop was lost: what the client says of this transaction until the next one cannot be carried out. */
    void lose(NextHopLost.Why why) {
        loss = Optional.of(why);
    }

    /** The next hop accepted XFORWARD. */
    void forwarded(String argument) {
        client.forwarded(argument);
    }

    /** The next hop accepted XCLIENT. */
    void introduced(String argument) {
        client.introduced(argument);
    }

    /** Over, however it went. */
    void end() {
        client.endTransaction();
        clearRecipients();
        sender = Optional.empty();
        recipientsRefused = false;
        forgetLoss();
    }

    void forgetLoss() {
        loss = Optional.empty();
    }

    /**
     * Why there is no room for one more recipient; nothing where it may be asked for.
     *
     * @param ahead how many are asked for already
     */
    Optional<Limit> lackOfRoom(int ahead) {
        if (recipients.size() + ahead >= limits.recipients()) {
            return Optional.of(Limit.RECIPIENTS);
        }
        if (recipientBytes >= SmtpLimits.RECIPIENTS_BYTES) {
            return Optional.of(Limit.RECIPIENTS_SIZE);
        }
        return memory.hasRoom() ? Optional.empty() : Optional.of(Limit.RECIPIENTS_MEMORY);
    }

    boolean isOpen() {
        return sender.isPresent();
    }

    /** What the next hop was told of the content. */
    BodyType body() {
        return body;
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

    private void clearRecipients() {
        recipients.forEach(recipient -> memory.giveBack(Memory.cost(recipient)));
        recipients.clear();
        recipientBytes = 0;
    }

    /**
     * The envelope as it stands.
     *
     * @param session the session's id
     * @param helo    how our own client greeted, which counts where neither XFORWARD nor XCLIENT said
     *                anything of the remote client's greeting
     */
    Envelope envelope(String session, String helo) {
        Map<Xforward.Attribute, String> values = client.values();
        return new Envelope(
                session, sender.orElse(""), recipients, values.getOrDefault(Xforward.Attribute.HELO, helo), values);
    }
}
