package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import postprox.mail.Envelope;
import postprox.testkit.FilterProbe;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.RecordingLog;

/**
 * Two readers of one line: what we find in MAIL and RCPT, and what a real Postfix finds in the same bytes and delivers to.
 * A spelling is refused by us before Postfix hears it, or filter, log and delivery have one and the same address.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class AddressJudgeTest {
    private static final String ORIGIN = "@judge.example.org";
    private static final List<String> KEYWORDS = List.of("FROM:", "TO:");

    /** As a front Postfix passes them on: what its client wrote, in any case, with any blanks. */
    private static final List<String> WITH_PARAMETERS = List.of(
            "from:<\"a> SIZE=9\"@example.com> SIZE=100 BODY=8BITMIME RET=HDRS ENVID=a+2Bb\"c",
            " \t From:  <\"a> SIZE=9\"@example.com>\tbody=8bitmime   Size=0000100 ",
            "FROM:\"a> SIZE=9\"@example.com SIZE=100",
            "  To:<\"a> SIZE=9\"@example.com> NOTIFY=NEVER ORCPT=rfc822;\"a>+20b\"@example.com",
            "to: \"a> SIZE=9\"@example.com   notify=FAILURE,DELAY");

    private final Workspace workspace = Workspace.create();
    private final MailSink sink = MailSink.start();
    private final int port = Tools.freePort();
    private final FilterProbe filter = FilterProbe.accepting();
    private final PostfixInstance postfix = PostfixInstance.in(workspace, "judge", sink.port())
            // What it reads is judged here, not what it makes of an address that has no domain.
            .parameter("append_at_myorigin", "no")
            .parameter("local_transport", "smtp:[127.0.0.1]:" + sink.port())
            // No ORCPT, which is said again as it came.
            .parameter("smtp_discard_ehlo_keywords", "dsn")
            .parameter("smtpd_error_sleep_time", "0")
            .parameter("smtpd_hard_error_limit", "100000")
            .parameter("smtpd_recipient_restrictions", "permit")
            .service("127.0.0.1:" + port + " inet n - n - - smtpd");

    /** What was said for each message that was taken; its subject is the number. */
    private final List<String> arguments = new ArrayList<>();

    @BeforeAll
    void startAll() {
        postfix.start();
    }

    @AfterAll
    void stopAll() {
        postfix.close();
        sink.close();
        workspace.close();
    }

    @Test
    void filterAndLogSeeTheAddressThatIsDeliveredTo() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.before(port, workspace.directory("spool"))
                        .filter(filter)
                        .start();
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            for (AddressSpelling spelling : AddressSpelling.table()) {
                for (String keyword : KEYWORDS) {
                    String seen = send(client, proxy.log(), keyword + spelling.text());
                    assertThat(seen).as(keyword + spelling.text()).isEqualTo(spelling.address());
                }
            }
            assertThat(send(client, proxy.log(), "FROM:<>")).isEqualTo("<>");
            assertThat(send(client, proxy.log(), "TO:<>")).isEqualTo(AddressSpelling.REFUSED);
            for (String said : WITH_PARAMETERS) {
                assertThat(send(client, proxy.log(), said)).as(said).isEqualTo("\"a> SIZE=9\"@example.com");
            }
            for (String spelling : AddressSpelling.spellingsThatNobodyHasThoughtOf()) {
                var _ = send(client, proxy.log(), KEYWORDS.get(0) + spelling);
                var _ = send(client, proxy.log(), KEYWORDS.get(1) + spelling);
            }
            assertThat(arguments).hasSizeGreaterThan(100);
            for (int i = arguments.size(); i > 0; i--) {
                judge(sink.await(), proxy.log().lines());
            }
        }
    }

    /**
     * Sends a message with such an envelope, if it is taken.
     *
     * @return the address that the filter saw; {@link AddressSpelling#REFUSED} where nobody heard of it
     */
    private String send(SmtpClient client, RecordingLog log, String argument) {
        boolean sender = argument.strip().toUpperCase(Locale.ROOT).startsWith("FROM:");
        assertThat(sender ? "250" : client.say("MAIL FROM:<sender@example.org> SMTPUTF8"))
                .startsWith("250");
        long before = heardByNextHop(log);
        boolean utf8 = argument.chars().anyMatch(c -> c > 127);
        String reply = client.say((sender ? "MAIL " : "RCPT ") + argument + (sender && utf8 ? " SMTPUTF8" : ""));
        if (!reply.startsWith("250")) {
            String seen = heardByNextHop(log) == before ? AddressSpelling.REFUSED : "refused by Postfix";
            assertThat(seen.equals(AddressSpelling.REFUSED) ? reply : "501")
                    .as(argument)
                    .startsWith("501");
            assertThat(client.say("RSET")).startsWith("250");
            return seen;
        }
        assertThat(sender ? client.say("RCPT TO:<recipient@example.org>") : "250")
                .startsWith("250");
        assertThat(client.say("DATA")).startsWith("354");
        client.finish("Subject: " + arguments.size() + "\r\n\r\n");
        assertThat(client.reply()).as(argument).startsWith("250");
        arguments.add(argument);
        Envelope envelope = filter.seen().getLast().envelope();
        return sender ? envelope.sender() : envelope.recipients().getFirst();
    }

    private static long heardByNextHop(RecordingLog log) {
        return log.lines().stream().filter(line -> line.contains(" next hop< ")).count();
    }

    private void judge(MailSink.Message delivered, List<String> log) {
        String content = delivered.content();
        int start = content.indexOf("Subject: ") + "Subject: ".length();
        int number = Integer.parseInt(content.substring(start, content.indexOf("\r\n", start)));
        String said = arguments.get(number);
        Envelope seen = filter.seen().get(number).envelope();
        String sender = path(delivered.envelope().getFirst());
        assertThat(seen.sender()).as(said).isEqualTo(sender.isEmpty() ? "<>" : sender);
        assertThat(seen.recipients())
                .as(said)
                .containsExactly(path(delivered.envelope().getLast()));
        String line = "from=" + logged(seen.sender()) + ", to="
                + logged(seen.recipients().getFirst()) + ", rcpts=1";
        assertThat(log).as(said).anyMatch(one -> one.contains(line));
    }

    private static String logged(String address) {
        return address.replace(' ', '_');
    }

    /** What stands between the brackets of a command of smtp(8). A recipient without a domain has got Postfix's own. */
    private static String path(String command) {
        String path = command.substring(command.indexOf('<') + 1, command.lastIndexOf('>'));
        return path.endsWith(ORIGIN) ? path.substring(0, path.length() - ORIGIN.length()) : path;
    }
}
