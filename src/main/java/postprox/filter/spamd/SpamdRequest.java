package postprox.filter.spamd;

import java.io.IOException;
import java.util.Optional;
import postprox.filter.service.Exchange;
import postprox.spool.SpooledText;
import postprox.text.WireText;

/**
 * A request by the method SYMBOLS (spamd/PROTOCOL of SpamAssassin). The message goes as it is, with LF: spamd reads both kinds of line
 * ends, and a line {@code From ...} in front would spoil its rules.
 */
final class SpamdRequest {
    private SpamdRequest() {}

    /**
     * Sends a message.
     *
     * @param user whose preferences hold; no control characters
     * @return whether spamd has got all of it. Otherwise it has answered already
     */
    static boolean send(Exchange exchange, SpooledText text, Optional<String> user) throws IOException {
        if (!exchange.send(head(text.size(), user), text::read)) {
            return false;
        }
        // spamd reads lines: it waits for the end of a last one that has no newline, although it knows the length
        // (spamd, parse_body).
        exchange.endRequest();
        return true;
    }

    /** spamd compares names byte for byte, and ignores one that is spelled Content-Length (spamd, parse_headers). */
    private static byte[] head(long size, Optional<String> user) {
        return WireText.bytes("SYMBOLS SPAMC/1.5\r\nContent-length: " + size + "\r\n"
                + user.map(name -> "User: " + name + "\r\n").orElse("") + "\r\n");
    }
}
