package postprox.setup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import postprox.client.MailClient;
import postprox.postfix.Postfix;
import postprox.postfix.Service;
import postprox.smtp.Reply;

/**
 * A message that goes the whole way: into the port that others use, through the filter, and into the queue.
 *
 * @param door      the port that it goes into
 * @param recipient whose mailbox it goes to
 * @param sender    its envelope sender, by which its line in the log is found
 */
record TestMessage(InetSocketAddress door, String recipient, String sender) {
    /** Longer than smtpd_proxy_timeout (100 s), so that Postfix's own answer is heard. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1", "[::1]");

    private static final String HELO = "postprox-setup.invalid";
    private static final String QUEUED_AS = "queued as ";

    /** A message for a service of an instance. */
    static TestMessage to(Service door, Postfix postfix, String recipient) throws IOException {
        String host = door.host().isEmpty() ? interfaceOf(door, postfix) : door.host();
        return new TestMessage(
                new InetSocketAddress(InetAddress.getByName(host), door.port().orElseThrow()),
                recipient,
                "postprox-test@" + postfix.parameter("myhostname"));
    }

    /** An address where a service without a host listens: not always the loopback interface. */
    private static String interfaceOf(Service door, Postfix postfix) {
        List<String> interfaces = postfix.words(door, "inet_interfaces");
        boolean isOnLoopback = interfaces.stream()
                .anyMatch(name -> name.equals("all") || name.equals("loopback-only") || LOOPBACK.contains(name));
        String first =
                interfaces.isEmpty() || isOnLoopback ? Entries.in(postfix).host() : interfaces.getFirst();
        return first.startsWith("[") ? first.substring(1, first.length() - 1) : first;
    }

    /** Whether the server would take the message: asks as far as the recipient, and sends nothing. */
    Reply ask() throws IOException {
        try (MailClient client = MailClient.of(door, PATIENCE)) {
            Reply reply = client.open(HELO, sender, recipient);
            if (!reply.isNegative()) {
                Reply _ = client.say("RSET");
            }
            return reply;
        }
    }

    /** Sends the message. */
    Reply send() throws IOException {
        try (MailClient client = MailClient.of(door, PATIENCE)) {
            Reply reply = client.open(HELO, sender, recipient);
            return reply.isNegative() ? reply : client.content(text());
        }
    }

    private String text() {
        return "From: <" + sender + ">\nTo: <" + recipient + ">\nSubject: postprox setup: a test message\n"
                + "Auto-Submitted: auto-generated\n\n"
                + "postprox setup has sent this message through Postfix and the filter. It needs no answer.\n";
    }

    /** The queue id in a reply of Postfix's; empty if it has none. */
    static Optional<String> queueId(Reply reply) {
        String text = reply.oneLine();
        int at = text.indexOf(QUEUED_AS);
        return at < 0
                ? Optional.empty()
                : Optional.of(text.substring(at + QUEUED_AS.length()).strip());
    }
}
