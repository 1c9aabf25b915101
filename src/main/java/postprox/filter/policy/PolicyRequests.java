package postprox.filter.policy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import postprox.filter.Examination;
import postprox.mail.Envelope;
import postprox.smtp.Xforward.Attribute;

/**
 * Makes the requests about messages, with the attributes of Postfix's SMTPD_POLICY_README that postprox knows. What it does not
 * know is empty, or 0 if it is a number. Thread-safe.
 */
public final class PolicyRequests {
    /** The value of a name that Postfix does not know. */
    private static final String UNKNOWN = "unknown";

    private static final String NULL_SENDER = "<>";

    /** What a session of postprox never has: authentication and encryption ended before it. */
    private static final PolicyRequest NOT_KNOWN = new PolicyRequest()
            .put("etrn_domain", "")
            .put("stress", "")
            .put("sasl_method", "")
            .put("sasl_username", "")
            .put("sasl_sender", "")
            .put("ccert_subject", "")
            .put("ccert_issuer", "")
            .put("ccert_fingerprint", "")
            .put("ccert_pubkey_fingerprint", "")
            .put("encryption_protocol", "")
            .put("encryption_cipher", "")
            .put("encryption_keysize", "0")
            .put("server_address", "")
            .put("server_port", "")
            .put("policy_context", "");

    private final RequestState state;
    private final AtomicLong messages = new AtomicLong();

    /**
     * Makes requests of one state.
     *
     * @param state when Postfix would ask
     */
    public PolicyRequests(RequestState state) {
        this.state = state;
    }

    /**
     * The requests about a message, one byte of the wire a byte. All of them have the same {@code instance}.
     *
     * @param ours further attributes, by their names
     */
    public List<byte[]> about(Examination examination, Map<String, String> ours) {
        Envelope envelope = examination.envelope();
        PolicyRequest common = common(examination, ours);
        return switch (state) {
            case END_OF_MESSAGE ->
                List.of(request(common, onlyOne(envelope.recipients()))
                        .put(
                                "recipient_count",
                                Integer.toString(envelope.recipients().size()))
                        .bytes());
            case RCPT ->
                envelope.recipients().stream()
                        .map(recipient -> request(common, recipient)
                                .put("recipient_count", "0")
                                .bytes())
                        .toList();
        };
    }

    /** Postfix names the recipient after the content only if there is exactly one. */
    private static String onlyOne(List<String> recipients) {
        return recipients.size() == 1 ? recipients.getFirst() : "";
    }

    private PolicyRequest request(PolicyRequest common, String recipient) {
        return new PolicyRequest()
                .put("request", "smtpd_access_policy")
                .put("protocol_state", state.word())
                .putAll(common)
                .put("recipient", recipient);
    }

    private PolicyRequest common(Examination examination, Map<String, String> ours) {
        Envelope envelope = examination.envelope();
        String name = envelope.client(Attribute.NAME);
        String sender = envelope.sender();
        PolicyRequest request = new PolicyRequest()
                .put("protocol_name", envelope.client(Attribute.PROTO))
                .put("client_address", envelope.client(Attribute.ADDR))
                .put("client_name", name.isEmpty() ? UNKNOWN : name)
                .put("reverse_client_name", name.isEmpty() ? UNKNOWN : name)
                .put("client_port", envelope.client(Attribute.PORT))
                .put("helo_name", envelope.helo())
                .put("sender", sender.equals(NULL_SENDER) ? "" : sender)
                .put("queue_id", envelope.client(Attribute.IDENT))
                .put("instance", envelope.session() + "." + Long.toHexString(messages.incrementAndGet()))
                .put("size", Long.toString(examination.message().size()))
                .putAll(NOT_KNOWN)
                .put("session", envelope.session());
        ours.forEach(request::put);
        return request;
    }
}
