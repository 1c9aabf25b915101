package postprox.mail;

import java.util.List;
import java.util.Map;
import postprox.smtp.Xforward;
import postprox.text.WireText;

/**
 * The envelope of a message, its session and its client. All strings but the session's id come from clients, and are as these
 * sent them. An empty string means that a value is not known.
 *
 * @param session    the session's id in the log
 * @param sender     the envelope sender, {@code <>} for the null sender
 * @param recipients the envelope recipients that the next hop accepted
 * @param helo       the name with which the remote client greeted (HELO or EHLO)
 * @param client     the attributes of the remote client that XFORWARD gave
 */
public record Envelope(
        String session, String sender, List<String> recipients, String helo, Map<Xforward.Attribute, String> client) {
    /** The maximum length of the variable RECIPIENTS. */
    public static final int SUMMARY_BYTES = 500;

    public Envelope {
        recipients = List.copyOf(recipients);
        client = Map.copyOf(client);
    }

    /** The value of an XFORWARD attribute; empty if XFORWARD gave none. */
    public String client(Xforward.Attribute attribute) {
        return client.getOrDefault(attribute, "");
    }

    /** The recipients, separated by commas. If they are longer than {@link #SUMMARY_BYTES}, they are cut and end in a mark. */
    public String recipientSummary() {
        return WireText.shorten(enoughRecipients(), SUMMARY_BYTES);
    }

    /**
     * The recipients, separated by commas, or as many as exceed {@link #SUMMARY_BYTES}, so that the caller sees that more
     * exist.
     */
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
