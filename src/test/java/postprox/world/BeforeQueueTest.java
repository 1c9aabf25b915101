package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The promises behind a Postfix that consults us before it queues (SMTPD_PROXY_README). The server that faces the world
 * and the after-filter server are two instances, so that the second can be stopped alone; mail ends in a sink.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BeforeQueueTest {
    static final String UMLAUTS =
            new String(new byte[] {(byte) 0xC3, (byte) 0xA4, (byte) 0xC3, (byte) 0xB6}, StandardCharsets.ISO_8859_1);

    final Workspace workspace = Workspace.create();
    final Installation installation = Installation.in(workspace, "postprox");
    final SubjectFilter filter = SubjectFilter.in(workspace);
    final int afterFilterPort = Tools.freePort();
    final int publicPort = Tools.freePort();
    final int strictPort = Tools.freePort();

    private final MailSink sink = MailSink.start();

    private final PostfixInstance inner =
            PostfixInstance.in(workspace, "inner", sink.port()).demanding().service(documented("127.0.0.1:10026 inet"));
    private final PostfixInstance outer = PostfixInstance.in(workspace, "outer", sink.port())
            .parameter("smtpd_authorized_xclient_hosts", "127.0.0.0/8")
            // By default a client on this machine is SOURCE=LOCAL, whatever XCLIENT makes of it.
            .parameter("local_header_rewrite_clients", "");

    /** Adds what is needed on the outer instance and returns the two ports of the proxy: without and with -r. */
    abstract List<Integer> startProxies(PostfixInstance postfix);

    abstract void stopProxies();

    /** Where the log of the proxies arrives. */
    abstract Lines proxyLog();

    /** An entry of the documented master.cf, with the port of the after-filter server. */
    final String documented(String words) {
        return Arrangement.of("before-queue")
                .entry(words)
                .replace(" y ", " n ")
                .replace("10026", Integer.toString(afterFilterPort));
    }

    @BeforeAll
    final void startAll() {
        List<Integer> proxies = startProxies(outer);
        addServer(publicPort, proxies.getFirst());
        addServer(strictPort, proxies.getLast());
        inner.start();
        outer.start();
    }

    @AfterAll
    final void stopAll() {
        outer.close();
        inner.close();
        stopProxies();
        sink.close();
        workspace.close();
    }

    private void addServer(int port, int proxy) {
        outer.service(documented("smtp inet")
                .replaceFirst("^smtp", "127.0.0.1:" + port)
                .replace("10025", Integer.toString(proxy)));
    }

    @Test
    final void mailPassesByteForByteAndOurLogHasItsQueueId() {
        String content =
                mail("pass bytes", ".dot\r\n..\r\n\ttab \r\n" + UMLAUTS + "\r\n" + "x".repeat(900) + "\r\n\r\n");
        String reply = deliver(publicPort, content);

        String id = queueId(reply);
        inner.log().await(id + ": client=");
        proxyLog()
                .await("accept: .*from=a@example.org, to=b@example.com, rcpts=1, .*: filter passed; "
                        + "reply=250 2.0.0 Ok: queued as " + id + "; filter=");
        assertThat(sink.await().content()).endsWith(content);
        outer.log().await("proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued as " + id);
    }

    @Test
    final void aRefusalReachesTheRemoteClientInTheFiltersWordsAndNothingIsQueued() {
        assertThat(deliver(publicPort, mail("refuse this", "Body\r\n"))).isEqualTo("550 5.7.1 We do not want this");

        outer.log().await("proxy-reject: END-OF-MESSAGE: 550 5.7.1 We do not want this");
        proxyLog().await("reject: .*: 550 5.7.1 We do not want this; by=filter");
        assertOnlyTheNextArrives("after-refusal");
    }

    @Test
    final void aRewrittenMessageArrives() {
        String content = mail("change it", "Body\r\n");
        assertThat(deliver(publicPort, content)).startsWith("250 2.0.0 Ok: queued as");
        proxyLog().await("accept: .*: filter passed, message changed; reply=250 2.0.0 Ok: queued as");

        String arrived = sink.await().content();
        assertThat(arrived).contains("X-Filtered: yes\r\n").endsWith(content);
    }

    @Test
    final void whatPostfixKnowsOfTheRemoteClientReachesTheFilter() {
        try (SmtpClient client = SmtpClient.connect(publicPort)) {
            assertThat(client.say("EHLO localhost")).contains("XCLIENT");
            assertThat(client.say("XCLIENT NAME=mail.example.net ADDR=192.0.2.7 PORT=34567"))
                    .startsWith("220");
            assertThat(client.say("EHLO helo.example.net")).startsWith("250");
            assertThat(client.send("a@example.org", "b@example.com", mail("pass four", "Body\r\n")))
                    .startsWith("250");
        }
        MailSink.Message _ = sink.await();
        assertThat(filter.environmentOf("four"))
                .contains(
                        "REMOTEIP=192.0.2.7",
                        "REMOTENAME=mail.example.net",
                        "REMOTEPORT=34567",
                        "HELO=helo.example.net",
                        "PROTOCOL=ESMTP",
                        "SOURCE=REMOTE",
                        "SENDER=a@example.org",
                        "RECIPIENT=b@example.com");
        proxyLog().await("accept: host=192.0.2.7 \\(helo.example.net\\), from=");
        inner.log().await("client=mail.example.net\\[192.0.2.7\\]");
    }

    @Test
    final void anIpv6ClientWithoutANameIsSeenAsThat() {
        try (SmtpClient client = SmtpClient.connect(publicPort)) {
            assertThat(client.say("EHLO localhost")).contains("XCLIENT");
            assertThat(client.say("XCLIENT NAME=[UNAVAILABLE] ADDR=IPv6:2001:db8::7"))
                    .startsWith("220");
            assertThat(client.say("HELO old.example.net")).startsWith("250");
            assertThat(client.send("a@example.org", "b@example.com", mail("pass six", "Body\r\n")))
                    .startsWith("250");
        }
        MailSink.Message _ = sink.await();
        assertThat(filter.environmentOf("six"))
                .contains("REMOTEIP=2001:db8::7", "HELO=old.example.net", "PROTOCOL=SMTP");
    }

    @Test
    final void whatTheClientDeclaresOfItsMessageArrives() {
        String sender = "j" + UMLAUTS + "@example.org";
        String recipient = "r" + UMLAUTS + "@example.com";
        try (SmtpClient client = SmtpClient.connect(publicPort)) {
            assertThat(client.say("EHLO client.example.net")).contains("SMTPUTF8", "8BITMIME", "DSN");
            assertThat(client.say("MAIL FROM:<" + sender + "> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ314159"))
                    .startsWith("250");
            assertThat(client.say("RCPT TO:<" + recipient + "> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;other@example.com"))
                    .startsWith("250");
            assertThat(client.say("DATA")).startsWith("354");
            client.finish(mail("pass utf8", UMLAUTS + "\r\n"));
            assertThat(client.reply()).startsWith("250");
        }
        MailSink.Message message = sink.await();
        assertThat(message.envelope().getFirst())
                .startsWith("MAIL FROM:<" + sender + ">")
                .contains("BODY=8BITMIME", "SMTPUTF8", "RET=HDRS", "ENVID=QQ314159");
        assertThat(message.envelope().getLast())
                .startsWith("RCPT TO:<" + recipient + ">")
                .contains("NOTIFY=SUCCESS,FAILURE", "ORCPT=rfc822;other@example.com");
        assertThat(filter.environmentOf("utf8")).contains("SENDER=" + sender, "RECIPIENT=" + recipient);
    }

    @Test
    final void aBouncePasses() {
        try (SmtpClient client = SmtpClient.connect(publicPort)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.send("", "b@example.com", mail("pass bounce", "Body\r\n")))
                    .startsWith("250");
        }
        assertThat(sink.await().envelope().getFirst()).startsWith("MAIL FROM:<>");
        assertThat(filter.environmentOf("bounce")).contains("SENDER=<>");
    }

    @Test
    final void aMessagePassesWhenItsFilterFails() {
        assertThat(deliver(publicPort, mail("fail open", "Body\r\n"))).startsWith("250 2.0.0 Ok: queued as");

        proxyLog().await("warning: filter failed: exit status 75; the message passed unfiltered");
        proxyLog().await("accept: .*: filter failed; reply=250");
        assertThat(sink.await().content()).contains("Subject: fail open");
    }

    @Test
    final void aMessageIsRefusedForNowWhenItsFilterFailsAndTheOptionSaysSo() {
        assertThat(deliver(strictPort, mail("fail closed", "Body\r\n")))
                .isEqualTo("451 4.3.0 Error running content filter");

        assertOnlyTheNextArrives("after-failure");
    }

    @Test
    final void whileTheAfterFilterServerIsDownTheClientKeepsItsMail() {
        inner.stop();
        try (SmtpClient client = SmtpClient.connect(publicPort)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("250");
            assertThat(client.say("RCPT TO:<b@example.com>")).isEqualTo("451 4.3.0 Error: queue file write error");
            assertThat(client.say("DATA")).startsWith("5");
        } finally {
            inner.start();
        }
        outer.log().await("421 4.3.2 Service not available - proxy failed to connect");
        assertOnlyTheNextArrives("after-stop");
    }

    @Test
    final void aRemoteClientThatGoesAwayInTheMiddleLeavesNothing() {
        try (SmtpClient client = SmtpClient.connect(publicPort)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            client.begin("a@example.org", "b@example.com");
            client.write("Subject: pass half\r\n\r\nThe first half of");
        }
        proxyLog().await("abort: .*content ended without its final dot");
        assertOnlyTheNextArrives("after-abort");
    }

    private void assertOnlyTheNextArrives(String name) {
        assertThat(deliver(publicPort, mail("pass " + name, "Body\r\n"))).startsWith("250");
        assertThat(sink.await().content()).contains("Subject: pass " + name);
        assertThat(sink.waiting()).isZero();
    }

    private static String deliver(int port, String content) {
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            String reply = client.send("a@example.org", "b@example.com", content);
            assertThat(client.say("QUIT")).startsWith("221");
            return reply;
        }
    }

    static String mail(String subject, String body) {
        return "From: a@example.org\r\nTo: b@example.com\r\nDate: Sat, 1 Aug 2026 12:00:00 +0000\r\n"
                + "Message-ID: <1@example.org>\r\nSubject: " + subject + "\r\n\r\n" + body;
    }

    private static String queueId(String reply) {
        assertThat(reply).startsWith("250 2.0.0 Ok: queued as ");
        return reply.substring(reply.lastIndexOf(' ') + 1);
    }
}
