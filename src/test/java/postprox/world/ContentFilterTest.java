package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * After the queue (FILTER_README): Postfix's smtp(8) brings its mail to us, and we bring it to a server that queues it
 * again. The two are instances of their own, so that the second can be stopped alone; mail ends in a sink.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ContentFilterTest {
    private final Workspace workspace = Workspace.create();
    private final SubjectFilter filter = SubjectFilter.in(workspace);
    private final MailSink sink = MailSink.start();
    private final int publicPort = Tools.freePort();
    private final int reinjectionPort = Tools.freePort();
    private final ProxyService proxy = ProxyService.start(
            Launch.of(Installation.in(workspace, "postprox"), "127.0.0.1:" + reinjectionPort, "-vv", "--log", "stderr")
                    .with("-c", filter.command())
                    .as("nobody"));
    private final Arrangement documented = Arrangement.of("after-queue")
            .replacing("10025", Integer.toString(proxy.port()))
            .replacing("10026", Integer.toString(reinjectionPort));

    private final PostfixInstance inner = PostfixInstance.in(workspace, "inner", sink.port())
            .demanding()
            .parameter("content_filter", "smtp:127.0.0.1:" + Tools.freePort())
            .parameter("header_checks", "static:{REJECT checked twice}")
            .service(documented.entry("127.0.0.1:" + reinjectionPort + " inet"));
    private final PostfixInstance outer = PostfixInstance.in(workspace, "outer", sink.port())
            .parameter("smtp_tls_security_level", "encrypt")
            .parameter("smtp_generic_maps", "static:rewritten@example.org")
            .parameter("content_filter", documented.main().replaceFirst("^content_filter = (.*)\n", "$1"))
            .parameter("smtpd_authorized_xclient_hosts", "127.0.0.0/8")
            .parameter("local_header_rewrite_clients", "")
            .service("127.0.0.1:" + publicPort + " inet n - n - - smtpd")
            .service("smtp unix - - n - - smtp -o smtp_tls_security_level=none -o smtp_generic_maps=")
            // One process that keeps its connection, so that one session has several messages.
            .service(documented.entry("postprox unix").replace(" 20 smtp", " 1 smtp")
                    + "    -o smtp_connection_cache_destinations=127.0.0.1 -o smtp_connection_cache_time_limit=5s");

    @BeforeAll
    void startAll() {
        inner.start();
        outer.start();
    }

    @AfterAll
    void stopAll() {
        outer.close();
        inner.close();
        proxy.close();
        sink.close();
        workspace.close();
    }

    @Test
    void mailPassesWithTheQueueIdsOfBothSidesInTheLogs() {
        String content = BeforeQueueTest.mail("pass ids", ".dot\r\n..\r\nBody\r\n");
        String outerId = deliver(content);

        Matcher sent = outer.log()
                .await(outerId + ": to=<b@example.com>.*relay=127.0.0.1.*status=sent "
                        + "\\(250 2.0.0 Ok: queued as (\\w+)\\)");
        String innerId = sent.group(1);
        proxy.log().await("accept: .*: filter passed; reply=250 2.0.0 Ok: queued as " + innerId + "; filter=");
        inner.log().await(innerId + ": client=.*orig_queue_id=" + outerId);
        assertThat(sink.await().content()).endsWith(content);
        assertThat(filter.environmentOf("ids")).contains("IDENT=" + outerId);
    }

    @Test
    void whatPostfixKnowsOfTheRemoteClientReachesTheFilter() {
        try (SmtpClient client = SmtpClient.connect(publicPort)) {
            assertThat(client.say("EHLO localhost")).contains("XCLIENT");
            assertThat(client.say("XCLIENT NAME=mail.example.net ADDR=IPv6:2001:db8::7 PORT=34567"))
                    .startsWith("220");
            assertThat(client.say("EHLO helo.example.net")).startsWith("250");
            assertThat(client.send("a@example.org", "b@example.com", BeforeQueueTest.mail("pass who", "Body\r\n")))
                    .startsWith("250");
        }
        MailSink.Message _ = sink.await();
        assertThat(filter.environmentOf("who"))
                .contains(
                        "REMOTEIP=2001:db8::7",
                        "REMOTENAME=mail.example.net",
                        "REMOTEPORT=34567",
                        "HELO=helo.example.net",
                        "PROTOCOL=ESMTP",
                        "SOURCE=REMOTE");
    }

    @Test
    void whatTheClientDeclaresOfItsMessageArrives() {
        try (SmtpClient client = SmtpClient.connect(publicPort)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.say("MAIL FROM:<a@example.org> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ314159"))
                    .startsWith("250");
            assertThat(client.say("RCPT TO:<b@example.com> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;other@example.com"))
                    .startsWith("250");
            assertThat(client.say("DATA")).startsWith("354");
            client.finish(BeforeQueueTest.mail("pass declared", BeforeQueueTest.UMLAUTS + "\r\n"));
            assertThat(client.reply()).startsWith("250");
        }
        MailSink.Message message = sink.await();
        assertThat(message.envelope().getFirst()).contains("BODY=8BITMIME", "SMTPUTF8", "RET=HDRS", "ENVID=QQ314159");
        assertThat(message.envelope().getLast()).contains("NOTIFY=SUCCESS,FAILURE", "ORCPT=rfc822;other@example.com");
        assertThat(message.content()).endsWith("\r\n\r\n" + BeforeQueueTest.UMLAUTS + "\r\n");
    }

    @Test
    void mailOfProgramsPassesTheFilterOfMainCf() {
        outer.sendmail("a@example.org", "b@example.com", "Subject: pass program\n\nBody\n");

        assertThat(sink.await().content()).contains("Subject: pass program\r\n").endsWith("\r\n\r\nBody\r\n");
        assertThat(filter.environmentOf("program")).contains("SENDER=a@example.org");
    }

    @Test
    void aRefusedMessageGoesBackToItsSenderWithTheFiltersWords() {
        String id = deliver(BeforeQueueTest.mail("refuse it", "Body\r\n"));

        outer.log().await(id + ": to=<b@example.com>.*status=bounced .*550 5.7.1 We do not want this");
        MailSink.Message bounce = sink.await();
        assertThat(bounce.envelope().getFirst()).startsWith("MAIL FROM:<>");
        assertThat(bounce.envelope().getLast()).startsWith("RCPT TO:<a@example.org>");
        assertThat(bounce.content()).contains("550 5.7.1 We do not want this");
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void messagesOfOneConnectionHaveAnEnvelopeEach() {
        for (String name : List.of("one", "two", "three")) {
            try (SmtpClient client = SmtpClient.connect(publicPort)) {
                assertThat(client.say("EHLO " + name + ".example.net")).startsWith("250");
                assertThat(client.send(
                                name + "@example.org",
                                name + "@example.com",
                                BeforeQueueTest.mail("pass " + name, "Body\r\n")))
                        .startsWith("250");
            }
            MailSink.Message message = sink.await();
            assertThat(message.envelope().getFirst()).startsWith("MAIL FROM:<" + name + "@example.org>");
            assertThat(filter.environmentOf(name))
                    .contains(
                            "SENDER=" + name + "@example.org",
                            "RECIPIENTS=" + name + "@example.com",
                            "RECIPIENTCOUNT=1",
                            "HELO=" + name + ".example.net");
        }
        // When smtp(8) has kept the connection for as long as smtp_connection_cache_time_limit says.
        proxy.log().await("disconnect: client=.*, messages=([3-9]|\\d\\d), reason=");
    }

    @Test
    void whileTheReinjectionServerIsDownMailStaysInTheQueue() {
        inner.stop();
        String content = BeforeQueueTest.mail("pass later", "Body\r\n");
        String id;
        try {
            id = deliver(content);
            outer.log().await(id + ": to=<b@example.com>.*status=deferred");
            assertThat(sink.waiting()).isZero();
        } finally {
            inner.start();
        }
        outer.flush();
        outer.log().await(id + ": to=<b@example.com>.*status=sent");
        assertThat(sink.await().content()).endsWith(content);
    }

    private String deliver(String content) {
        try (SmtpClient client = SmtpClient.connect(publicPort)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            String reply = client.send("a@example.org", "b@example.com", content);
            assertThat(reply).startsWith("250 2.0.0 Ok: queued as ");
            return reply.substring(reply.lastIndexOf(' ') + 1);
        }
    }
}
