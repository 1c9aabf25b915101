package postprox.filter.api;

import java.util.List;

/**
 * The addresses of a message, which the header need not have. They are as the client sent them, one character a byte. Immutable.
 * postprox implements this interface.
 */
public interface Envelope {
    /** The session's id in postprox's log. */
    String session();

    /** The sender (MAIL FROM) without angle brackets, but {@code <>} for the null sender, from whom reports come. */
    String sender();

    /** The recipients (RCPT TO) that the next mail server accepted, without angle brackets. */
    List<String> recipients();
}
