package postprox.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import postprox.event.ReachedLimit;
import postprox.mail.Envelope;
import postprox.nexthop.NextHopLost;
import postprox.nexthop.ReplayableTransaction;
import postprox.smtp.BodyType;
import postprox.smtp.MemoryBudget;
import postprox.smtp.RemoteClient;
import postprox.smtp.SmtpLimits;
import postprox.smtp.Xforward;

/**
 * The transaction in hand: the envelope as far as it has come, and the facts about the remote client. {@link #end} clears both.
 * Not thread-safe.
 */
final class Transaction implements ReplayableTransaction {
    private final ClientLimits limits;
    private final MemoryBudget memory;
    private final RemoteClient client;
    private final List<String> recipients = new ArrayList<>();

    /** The RCPT line of each recipient as the client wrote it, so that it can be repeated; empty if it is the usual line. */
    private final List<String> unusual = new ArrayList<>();

    private String mail = "";
    private Optional<String> sender = Optional.empty();
    private BodyType body = BodyType.UNSAID;
    private boolean recipientsRefused;
    private long recipientBytes;
    private Optional<NextHopLost.Why> loss = Optional.empty();

    /**
     * Makes an empty transaction.
     *
     * @param memory the session's budget, to which the envelope is charged
     * @param told   what a balancer has told of the client; may be empty
     */
    Transaction(ClientLimits limits, MemoryBudget memory, Map<Xforward.Attribute, String> told) {
        this.client = new RemoteClient(told);
        this.limits = limits;
        this.memory = memory;
    }

    /**
     * Begins, since the next hop accepted MAIL. MAIL clears the envelope before it (RFC 5321 section 4.1.1.2).
     *
     * @param content the body type that counts for the content
     * @param line    the command as the client wrote it
     */
    void begin(String address, BodyType content, String line) {
        clearEnvelope();
        body = content;
        recipientsRefused = false;
        sender = Optional.of(address);
        mail = line;
        memory.charge(MemoryBudget.cost(address) + MemoryBudget.cost(line));
    }

    /**
     * Adds a recipient, since the next hop accepted RCPT.
     *
     * @param line the command as the client wrote it
     */
    void addRecipient(String address, String line) {
        String kept = line.equals(usual(address)) ? "" : line;
        recipients.add(address);
        unusual.add(kept);
        memory.charge(MemoryBudget.cost(address) + costOfUnusual(kept));
        recipientBytes += address.length() + kept.length();
    }

    private static String usual(String address) {
        return "RCPT TO:<" + address + ">";
    }

    private static long costOfUnusual(String line) {
        return line.isEmpty() ? 0 : MemoryBudget.cost(line);
    }

    @Override
    public Stream<String> lines() {
        Stream<String> rcpts = IntStream.range(0, recipients.size())
                .mapToObj(i -> unusual.get(i).isEmpty() ? usual(recipients.get(i)) : unusual.get(i));
        return isOpen() ? Stream.concat(Stream.of(mail), rcpts) : rcpts;
    }

    void refuseRecipient() {
        recipientsRefused = true;
    }

    /** Notes that the next hop was lost. The client's commands for this transaction cannot be carried out any more. */
    void lose(NextHopLost.Why why) {
        loss = Optional.of(why);
    }

    /** Notes the facts of an XFORWARD that the next hop accepted. */
    void forwarded(String argument) {
        client.forwarded(argument);
    }

    /** Notes the facts of an XCLIENT that the next hop accepted. */
    void introduced(String argument) {
        client.introduced(argument);
    }

    /** Ends the transaction, whatever its outcome. */
    void end() {
        client.endTransaction();
        clearEnvelope();
        recipientsRefused = false;
        forgetLoss();
    }

    void forgetLoss() {
        loss = Optional.empty();
    }

    /**
     * The limit that one more recipient would exceed; empty if there is room for it.
     *
     * @param ahead the number of commands that the next hop has not answered yet
     */
    Optional<ReachedLimit> lackOfRoom(int ahead) {
        if (recipients.size() + ahead >= limits.recipients()) {
            return Optional.of(ReachedLimit.RECIPIENTS);
        }
        if (recipientBytes >= SmtpLimits.RECIPIENTS_BYTES) {
            return Optional.of(ReachedLimit.RECIPIENTS_SIZE);
        }
        return memory.hasRoom() ? Optional.empty() : Optional.of(ReachedLimit.RECIPIENTS_MEMORY);
    }

    @Override
    public boolean isOpen() {
        return sender.isPresent();
    }

    @Override
    public BodyType body() {
        return body;
    }

    boolean refusedRecipients() {
        return recipientsRefused;
    }

    /** The loss that keeps the transaction from going on; empty if there was none. */
    Optional<NextHopLost.Why> loss() {
        return loss;
    }

    boolean hasRecipients() {
        return !recipients.isEmpty();
    }

    private void clearEnvelope() {
        sender.ifPresent(address -> memory.release(MemoryBudget.cost(address) + MemoryBudget.cost(mail)));
        sender = Optional.empty();
        mail = "";
        recipients.forEach(recipient -> memory.release(MemoryBudget.cost(recipient)));
        unusual.forEach(line -> memory.release(costOfUnusual(line)));
        recipients.clear();
        unusual.clear();
        recipientBytes = 0;
    }

    /**
     * The envelope as it stands.
     *
     * @param session the session's id
     * @param helo    the name in the client's own greeting, for a remote client whose name no XFORWARD or XCLIENT has told
     */
    Envelope envelope(String session, String helo) {
        Map<Xforward.Attribute, String> values = client.values();
        return new Envelope(
                session, sender.orElse(""), recipients, values.getOrDefault(Xforward.Attribute.HELO, helo), values);
    }
}
