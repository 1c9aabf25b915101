package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.Verdict;
import postprox.testkit.FilterProbe;
import postprox.testkit.ProxyUnderTest;

/**
 * A real Postfix as the next hop decides to hang up: for want of patience, which costs nobody a message, or since it wants
 * no more of this client, which nobody gets round by way of us.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PostfixBehindTest {
    private static final String POST = """
            POST / HTTP/1.1
            Host: localhost:10025
            Content-Type: text/plain
            Content-Length: 180

            EHLO browser.example
            MAIL FROM:<web@example.org>
            RCPT TO:<b@example.com>
            DATA
            Subject: sent by a browser

            text
            .
            QUIT
            """.replace("\n", "\r\n");

    private static final String POSTED_AT_ONCE = "at once";

    private final Workspace workspace = Workspace.create();
    private final MailSink sink = MailSink.start();
    private final int port = Tools.freePort();
    private final int impatientPort = Tools.freePort();
    private final PostfixInstance postfix = PostfixInstance.in(workspace, "behind", sink.port())
            .service("127.0.0.1:" + port + " inet n - n - - smtpd -o smtpd_client_restrictions="
                    + " -o smtpd_hard_error_limit=3 -o smtpd_error_sleep_time=0")
            .service("127.0.0.1:" + impatientPort + " inet n - n - - smtpd -o smtpd_client_restrictions="
                    + " -o smtpd_timeout=4s -o syslog_name=impatient");

    @TempDir
    private Path spool;

    @BeforeAll
    void start() {
        postfix.start();
    }

    @AfterAll
    void stop() {
        postfix.close();
        sink.close();
        workspace.close();
    }

    /** The mail in the body of an HTTP request, which a browser can be made to send to a port of its own machine. */
    @ParameterizedTest
    @ValueSource(strings = {POSTED_AT_ONCE, "its first line alone"})
    void anHttpPostDeliversNothing(String how) throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.before(port, spool).start();
                SmtpClient client = SmtpClient.connectSilently(proxy.port())) {
            assertThat(client.reply()).startsWith("220");
            if (how.equals(POSTED_AT_ONCE)) {
                client.write(POST);
            } else {
                client.write(POST.substring(0, POST.indexOf('\n') + 1));
            }
            assertThat(client.reply()).startsWith("221 2.7.0 Error: ");
            proxy.log().await("reason=the next hop has hung up on the client");
        }
        assertOnlyTheNextArrives("web@example.org");
    }

    /** Its limit on errors is the client's, however many connections we could open. */
    @Test
    void aClientThatMakesTooManyErrorsIsSentAway() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.before(port, spool).start();
                SmtpClient client = greet(proxy)) {
            String guesses = "RCPT TO:<guess@example.com> GUESS=1\r\n".repeat(5);
            client.write("MAIL FROM:<guess@example.org>\r\n" + guesses + "RCPT TO:<b@example.com>\r\nDATA\r\n");
            for (String code : List.of("250", "555", "555", "555", "421 4.7.0 ")) {
                assertThat(client.reply()).startsWith(code);
            }
            proxy.log().await("next hop hung up on the client at RCPT: it said: 421 4.7.0 ");
        }
        assertOnlyTheNextArrives("guess@example.org");
    }

    private void assertOnlyTheNextArrives(String stranger) throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.before(port, spool).start();
                SmtpClient client = greet(proxy)) {
            assertThat(client.send("next@example.org", "b@example.com", "Subject: next\r\n\r\ntext\r\n"))
                    .startsWith("250");
        }
        assertThat(sink.await().envelope().getFirst()).contains("<next@example.org>");
        assertThat(postfix.log().all()).doesNotContain("from=<" + stranger + ">, size=");
    }

    /**
     * Under stress it waits for 10 seconds (smtpd_timeout), here for four: less than many a filter needs, and more than a busy machine
     * takes for one command.
     */
    @Test
    @Tag("real-time")
    void aFilterMayTakeLongerThanItWaits() throws IOException {
        FilterProbe slow = FilterProbe.deciding(() -> {
            postfix.log().await("impatient/smtpd.*: timeout after RCPT from ");
            return new Verdict.Accept();
        });
        try (ProxyUnderTest proxy =
                        ProxyUnderTest.before(impatientPort, spool).filter(slow).start();
                SmtpClient client = greet(proxy)) {
            String reply = client.send("slow@example.org", "b@example.com", "Subject: slow\r\n\r\ntext\r\n");
            assertThat(reply).startsWith("250 2.0.0 Ok: queued as ");
            proxy.log().await("next hop lost in a transaction and opened again, where it goes on: it said: 421 4.4.2 ");
            postfix.log().await(reply.substring(reply.lastIndexOf(' ') + 1) + ": from=<slow@example.org>, size=");
        }
        assertThat(sink.await().envelope()).hasSize(2).first().asString().contains("<slow@example.org>");
        assertThat(postfix.log().all().split("from=<slow@example.org>, size=", -1))
                .hasSize(2);
    }

    /** As little matters how long the client waits between its messages, or with a command. */
    @Test
    @Tag("real-time")
    void aClientMayTakeLongerThanItWaits() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.before(impatientPort, spool).start();
                SmtpClient client = greet(proxy)) {
            postfix.log().await("impatient/smtpd.*: timeout after EHLO from ");
            assertThat(client.say("MAIL FROM:<late@example.org> SIZE=10")).startsWith("250");
            postfix.log().await("impatient/smtpd.*: timeout after MAIL from ");
            assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250");
            assertThat(client.say("DATA")).startsWith("354");
            client.finish("Subject: late\r\n");
            assertThat(client.reply()).startsWith("250");
        }
        assertThat(sink.await().envelope().getFirst()).contains("<late@example.org>");
    }

    private static SmtpClient greet(ProxyUnderTest proxy) throws IOException {
        SmtpClient client = SmtpClient.connect(proxy.port());
        assertThat(client.say("EHLO client.example")).startsWith("250");
        return client;
    }
}
