package postprox.release;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import postprox.mail.Envelope;
import postprox.quarantine.Facts;
import postprox.smtp.Xforward.Attribute;
import postprox.text.WireText;

/**
 * The trace field of a released message (RFC 5321 section 4.4), which says how long the message was kept aside. The next hop puts its
 * own above it.
 */
final class TraceField {
    /** The longest value in the field. RFC 1035 section 2.3.4 has 255 for a name. */
    private static final int LONGEST = 255;

    /** RFC 5322 section 3.3. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private TraceField() {}

    /** The field with LF at the end of each line, one byte a character. */
    static String of(String id, Facts facts, String host, Instant now) {
        Envelope envelope = facts.occasion().envelope();
        String address = envelope.client(Attribute.ADDR);
        String filter = facts.occasion().filter();
        return "Received: from " + word(envelope.helo())
                + (address.isEmpty() ? "" : " ([" + word(address) + "])")
                + "\n\tby " + word(host) + " (postprox quarantine"
                + (filter.isEmpty() ? "" : ", filter " + word(filter))
                + ")\n\tid " + id + "; " + date(facts.time())
                + "\n\t(released " + date(now) + ")\n";
    }

    private static String date(Instant time) {
        return DATE.format(time.atOffset(ZoneOffset.UTC));
    }

    /** A stranger's text as one word that ends neither a comment nor the field. */
    private static String word(String text) {
        StringBuilder word = new StringBuilder();
        for (char c : WireText.shorten(text, LONGEST).toCharArray()) {
            boolean isPlain =
                    c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || ".-_:%".indexOf(c) >= 0;
            word.append(isPlain ? c : '?');
        }
        return word.isEmpty() ? "unknown" : word.toString();
    }
}
