package postprox.figures;

import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.text.WireText;

/**
 * From whom to whom a message goes, in texts of limited length: an envelope may have ten thousand recipients.
 *
 * @param session    the id of its session
 * @param sender     the envelope sender, one byte a character
 * @param recipient  the first recipient; empty if there is none yet
 * @param recipients how many there are
 * @param client     the address of the remote client; empty if it is not known
 */
public record Way(String session, String sender, String recipient, int recipients, String client) {
    /** So many bytes of a stranger's text are kept. */
    public static final int TEXT_BYTES = 300;

    /** That of an envelope. */
    public static Way of(Envelope envelope) {
        return new Way(
                envelope.session(),
                WireText.shorten(envelope.sender(), TEXT_BYTES),
                envelope.recipients().isEmpty()
                        ? ""
                        : WireText.shorten(envelope.recipients().getFirst(), TEXT_BYTES),
                envelope.recipients().size(),
                WireText.shorten(envelope.client(Attribute.ADDR), TEXT_BYTES));
    }
}
