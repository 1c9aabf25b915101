package postprox.filter;

import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;

/**
 * The messages that a filter is for. A message that is out of scope passes this filter as it is, which is no failure.
 *
 * @param senders    the envelope senders
 * @param recipients the envelope recipients; one of a message's recipients suffices
 * @param clients    the addresses of remote clients; see {@link NetworkList#has} for a client whose address is not known
 */
public record Scope(AddressList senders, AddressList recipients, NetworkList clients) {
    /** All messages. */
    public static final Scope ALL = new Scope(AddressList.ALL, AddressList.ALL, NetworkList.ALL);

    /** Whether a message is in scope. */
    boolean covers(Envelope envelope) {
        return senders.has(envelope.sender())
                && (recipients.isAll() || envelope.recipients().stream().anyMatch(recipients::has))
                && clients.has(envelope.client(Attribute.ADDR));
    }
}
