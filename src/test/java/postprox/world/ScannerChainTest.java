package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The chain of examples/scanners/chain.conf before the queue of a real Postfix: Debian's clamd, rspamd and OpenDKIM. */
@Tag("full")
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class ScannerChainTest {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final Clamd clamd = Clamd.start(workspace);
    private final Rspamd rspamd = Rspamd.start(workspace);
    private final Dkim dkim = Dkim.in(workspace);
    private final Milter signer = dkim.milter("signer", "Mode s\n");
    private final int door = Tools.freePort();
    private final int after = Tools.freePort();
    private final PostfixInstance postfix = PostfixInstance.in(workspace, "mx", sink.port());
    private final ProxyService proxy = ProxyService.start(
            Launch.of(installation, "--config", configuration().toString(), "-v", "--log", "stderr")
                    .as("nobody"));

    @BeforeEach
    void open() {
        clamd.await();
        rspamd.await();
        Arrangement documented = Arrangement.of("before-queue");
        postfix.service(documented
                        .entry("smtp inet")
                        .replace(" y ", " n ")
                        .replaceFirst("^smtp", "127.0.0.1:" + door)
                        .replace("10025", Integer.toString(proxy.port())))
                .service(documented
                        .entry("127.0.0.1:10026 inet")
                        .replace(" y ", " n ")
                        .replace("10026", Integer.toString(after)))
                .start();
    }

    @AfterEach
    void close() {
        postfix.close();
        proxy.close();
        signer.close();
        rspamd.close();
        clamd.close();
        sink.close();
        workspace.close();
    }

    private Path configuration() {
        try {
            String text = Files.readString(Path.of("examples/scanners/chain.conf"))
                    .replace("listen = 127.0.0.1:10025\n", "")
                    .replace("127.0.0.1:10026", "127.0.0.1:" + after)
                    .replace("/run/clamav/clamd.ctl", clamd.socket().toString())
                    .replace("127.0.0.1:11333", rspamd.port().toString())
                    .replace(
                            "unix:/run/opendkim/opendkim.sock",
                            signer.endpoint().toString());
            return workspace.file("scanners.conf", text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMessageIsScannedMarkedAndThenSignedAndItsOneLineHasAllThree() {
        assertThat(deliver(mail("marked by rspamd", "Body\r\n"))).startsWith("250 2.0.0 Ok: queued as ");
        proxy.log()
                .await(
                        "accept: .*from=us@example.org.*: filter passed, message changed; reply=250 2\\.0\\.0 Ok: queued as \\w+;"
                                + ".* filters=virus:pass \\d\\.\\d{3}s,spam:edit \\d\\.\\d{3}s \\(.*6.*TEST_MARKED.*\\),"
                                + "dkim:edit \\d\\.\\d{3}s; filter=\\d");

        String arrived = sink.await().content();
        assertThat(arrived).contains("\r\nX-Spam: Yes\r\n");
        assertThat(Dkim.signatures(arrived)).isEqualTo(1);
        assertThat(dkim.verdict(arrived)).contains("verification").doesNotContain("bad signature");
    }

    @Test
    void theFirstRefusalEndsTheChain() {
        assertThat(deliver(mail("marked, with a virus", Clamd.EICAR + "\r\n")))
                .isEqualTo("554 5.7.1 Message contains a virus (" + Clamd.NAME + ")");
        proxy.log().await("reject: .*; by=filter; filters=virus:reject \\d\\.\\d{3}s \\(554 .*\\); filter=");

        assertThat(deliver(mail("unwanted", "Body\r\n"))).startsWith("554 5.7.1 ");
        proxy.log()
                .await("reject: .*; by=filter; filters=virus:pass \\d\\.\\d{3}s,spam:reject \\d\\.\\d{3}s"
                        + " \\(554 5\\.7\\.1 .*TEST_UNWANTED.*\\); filter=");
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void withoutRspamdMailPassesSignedAndWithoutTheSignerItWaits() {
        rspamd.kill();
        assertThat(deliver(mail("no rspamd", "Body\r\n"))).startsWith("250 ");
        proxy.log().await("warning: filter failed: spam: .*; the message passed without it");
        assertThat(Dkim.signatures(sink.await().content())).isEqualTo(1);

        signer.close();
        assertThat(deliver(mail("no signer", "Body\r\n"))).startsWith("451 4.3.0 ");
        proxy.log().await("warning: filter failed: dkim: .*; the message was refused for now");
        assertThat(sink.waiting()).isZero();
    }

    private String deliver(String content) {
        try (SmtpClient client = SmtpClient.connect(door)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            String reply = client.send("us@example.org", "b@example.com", content);
            assertThat(client.say("QUIT")).startsWith("221");
            return reply;
        }
    }

    private static String mail(String subject, String body) {
        return "From: us@example.org\r\nTo: b@example.com\r\nDate: Mon, 30 Nov 2026 12:00:00 +0000\r\n"
                + "Message-ID: <1@example.org>\r\nSubject: " + subject + "\r\n\r\n" + body;
    }
}
