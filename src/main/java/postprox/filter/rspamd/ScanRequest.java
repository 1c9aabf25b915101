package postprox.filter.rspamd;

import java.util.List;
import postprox.filter.Examination;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;
import postprox.text.WireText;

/**
 * Makes the head of a request to scan a message, with all that postprox knows of its envelope (rspamd's page developers/protocol). What it
 * does not know is left out: a name that did not log in, for example, would turn checks off. Thread-safe.
 *
 * <p>No value from outside can end its line: each control character becomes a question mark. So a rule may miss such an address, and the
 * message is examined all the same.
 */
final class ScanRequest {
    /**
     * What postprox can do: replace the body alone, and add fields whose folds end with LF. Without {@code body_block} rspamd says nothing
     * of a body that its rules have rewritten.
     */
    private static final String FLAGS = "milter,body_block";

    /** An address has at most 256 bytes (RFC 5321 section 4.5.3.1.3). What is longer is cut, with a mark. */
    private static final int MOST_BYTES_OF_VALUE = 1000;

    /**
     * rspamd reads no head of more than 80 KB (HTTP_MAX_HEADER_SIZE), and closes the connection. What is left is for the other fields.
     */
    private static final int MOST_BYTES_OF_RECIPIENTS = 64 * 1024;

    private final String mtaName;

    /**
     * Makes requests of one machine.
     *
     * @param mtaName the machine's name, which rspamd writes into Authentication-Results; empty if it is not known
     */
    ScanRequest(String mtaName) {
        this.mtaName = mtaName;
    }

    /** The head about a message, which ends with an empty line. */
    byte[] head(Examination examination, String host) {
        Envelope envelope = examination.envelope();
        Fields fields = new Fields("POST /checkv2 HTTP/1.1\r\n")
                .put("Host", host)
                .put("Connection", "close")
                .put("Content-Length", Long.toString(examination.message().size()))
                .put("Flags", FLAGS)
                .put("MTA-Name", mtaName)
                .put("Queue-Id", queueId(envelope))
                .put("IP", envelope.client(Attribute.ADDR))
                .put("Hostname", envelope.client(Attribute.NAME))
                .put("Helo", envelope.helo())
                .put("From", envelope.sender());
        if (envelope.recipients().size() == 1) {
            fields.put("Deliver-To", envelope.recipients().getFirst());
        }
        return WireText.bytes(
                fields.recipients(envelope.recipients()).text.append("\r\n").toString());
    }

    /** The name by which a reader finds the message in Postfix's log, or in that of postprox. */
    private static String queueId(Envelope envelope) {
        String id = envelope.client(Attribute.IDENT);
        return id.isEmpty() ? envelope.session() : id;
    }

    /** Header fields, one after the other. */
    private static final class Fields {
        private final StringBuilder text;

        Fields(String requestLine) {
            this.text = new StringBuilder(requestLine);
        }

        Fields put(String name, String value) {
            if (!value.isEmpty()) {
                text.append(name)
                        .append(": ")
                        .append(WireText.shorten(WireText.printable(value), MOST_BYTES_OF_VALUE))
                        .append("\r\n");
            }
            return this;
        }

        /** A field for each recipient, as long as there is room for them. */
        Fields recipients(List<String> recipients) {
            int end = text.length() + MOST_BYTES_OF_RECIPIENTS;
            for (String recipient : recipients) {
                if (text.length() + Math.min(recipient.length(), MOST_BYTES_OF_VALUE) > end) {
                    break;
                }
                put("Rcpt", recipient);
            }
            return this;
        }
    }
}
