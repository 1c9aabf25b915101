package postprox.mail;

import java.util.List;
import java.util.Map;
import postprox.smtp.Xforward;
import postprox.text.WireText;

/**
 * What is known about a message besides its content. Strings come from strangers; an empty one is not known.
 *
 * @param session    the id by which the log knows the session
 * @param sender     the envelope sender, {@code <>} for the null sender
 * @param recipients the envelope recipients that the next hop accepted
 * @param helo       how the remote client greeted
 * @param client     what XFORWARD said about the remote client
 */
public record Envelope(
        String session, String sender, List<String> recipients, String helo, Map<Xforward.Attribute, String> client) {
    /** How many bytes the variable RECIPIENTS has room for. */
    public static final int SUMMARY_BYTES = 500;

    public Envelope {
        recipients = List.copyOf(recipients);
        client = Map.copyOf(client);
    }

    /** What XFORWARD said, an empty string where it said nothing. */
    public String client(Xforward.Attribute attribute) {
        return client.getOrDefault(attribute, "");
    }

    /** The recipients on one line with commas between them, marked where they are too many to fit. */
    public String recipientSummary() {
        return WireText.shorten(enoughRecipients(), SUMMARY_BYTES);
    }

    /** The recipients with commas between them, and where RECIPIENTS has no room for all, so much that one can see it. */
    public String enoughRecipients() {
        StringBuilder enough = new StringBuilder();
        String separator = "";
        for (String recipient : recipients) {
            enough.append(separator).append(recipient);
            separator = ",";
            if (enough.length() > SUMMARY_BYTES) {
                break;
            }
        }
        return WireText.printable(enough.toString());
    }
}
