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
 * The envelope in the making and who it came from. {@link #end} is the one place that clears it. Not thread-safe.
 */
final class Transaction implements ReplayableTransaction {
    private final ClientLimits limits;
    private final MemoryBudget memory;
    private final RemoteClient client = new RemoteClient();
    private final List<String> recipients = new ArrayList<>();

    /** For each recipient how the client wrote its RCPT, so that it can be said again; nothing where it wrote as most do. */
    private final List<String> unusual = new ArrayList<>();

    private String mail = "";
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
    Transaction(ClientLimits limits, MemoryBudget memory) {
        this.limits = limits;
        this.memory = memory;
    }

    /**
     * The next hop accepted MAIL, which clears all that was before it (RFC 5321 section 4.1.1.2).
     *
     * @param content what it says of the content's eighth bit
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
     * The next hop accepted RCPT.
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
        clearEnvelope();
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

    /** Why the transaction cannot be carried on, if it cannot. */
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
     * @param helo    how our own client greeted, which counts where neither XFORWARD nor XCLIENT said
     *                anything of the remote client's greeting
     */
    Envelope envelope(String session, String helo) {
        Map<Xforward.Attribute, String> values = client.values();
        return new Envelope(
                session, sender.orElse(""), recipients, values.getOrDefault(Xforward.Attribute.HELO, helo), values);
    }
}
