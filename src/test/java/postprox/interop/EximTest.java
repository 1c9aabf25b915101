package postprox.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import postprox.world.Installation;
import postprox.world.Launch;
import postprox.world.MailSink;
import postprox.world.PostfixInstance;
import postprox.world.ProxyService;
import postprox.world.SmtpClient;
import postprox.world.Tools;
import postprox.world.Workspace;

/** CHUNKING between real programs: Exim, which sends BDAT to whoever offers it, in front, and a Postfix behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class EximTest {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final int postfixPort = Tools.freePort();
    private final PostfixInstance postfix = PostfixInstance.in(workspace, "behind", sink.port())
            .service("127.0.0.1:" + postfixPort + " inet n - n - - smtpd");
    private final ProxyService proxy = ProxyService.start(
            Launch.of(installation, "127.0.0.1:" + postfixPort, "-v", "--log", "stderr", "-c", filter())
                    .as("nobody"));
    private final EximClient exim = new EximClient(workspace, new Shell(workspace));

    private String filter() {
        workspace.openDirectory("seen");
        return workspace.script("filter", """
                        cp "$EMAIL" "%s/$SENDER"
                        ! grep -q '^Subject: refuse' "$EMAIL" || { echo 550 5.7.1 We do not want this >&2; exit 1; }
                        """.formatted(workspace.path("seen"))).toString();
    }

    @BeforeAll
    void start() {
        postfix.start();
    }

    @AfterAll
    void stop() {
        proxy.close();
        postfix.close();
        sink.close();
        workspace.close();
    }

    /** In Exim's log, K stands for CHUNKING and C for the reply (its specification, chapter 53). */
    @Test
    void aMessageThatEximSendsInChunksArrivesByteForByteAndTheFilterSawIt() {
        String body = (".dot\r\n..\r\n.\r\nQUIT\r\n" + "\u00e4\u00ff\t" + "x".repeat(900) + "\r\n\r\n").repeat(400);
        Mail mail = mail("whole", body);

        assertThat(exim.send(mail, proxy.port()).words())
                .containsPattern("=> b@example.com .* K .*C=\"250 2.0.0 Ok: queued as ");
        String arrived = sink.await().content();
        assertThat(arrived).endsWith(mail.content());
        String seen = workspace.read("seen/whole@example.org");
        assertThat(seen).startsWith("Received: ").endsWith(mail.content().replace("\r\n", "\n"));
        assertThat(arrived).endsWith(seen.replace("\n", "\r\n"));
        proxy.log().await("accept: .*from=whole@example.org, .*: filter passed; reply=250 2.0.0 Ok: queued as ");
    }

    @Test
    void whatTheFilterSaysOfChunksReachesExim() {
        Report report = exim.send(mail("refuse", "Body\r\n"), proxy.port());

        assertThat(report.outcome()).isEqualTo(Report.Outcome.REFUSED);
        assertThat(report.words()).containsPattern("\\*\\* b@example.com .*: 550 5.7.1 We do not want this");
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void whatPostfixOffersOfChunkingIsOfferedAndBinaryMimeIsNot() {
        try (SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO client.example.net"))
                    .contains("CHUNKING")
                    .doesNotContain("BINARYMIME");
            assertThat(client.say("MAIL FROM:<a@example.org> BODY=BINARYMIME")).startsWith("555");
            assertThat(client.say("MAIL FROM:<a@example.org> BODY=8BITMIME")).startsWith("250");
            assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250");
            client.write("BDAT 13\r\nSubject: x\r\n\r");
            assertThat(client.reply()).isEqualTo("250 2.0.0 Ok: 13 octets");
            client.write("BDAT 8 LAST\r\n\n.\r\nlastQUIT\r\n");
            assertThat(client.reply()).startsWith("250 2.0.0 Ok: queued as ");
            assertThat(client.rest()).startsWith("221");
        }
        assertThat(sink.await().content()).contains("\r\nSubject: x\r\n").endsWith("\r\n\r\n.\r\nlast\r\n");
    }

    private static Mail mail(String subject, String body) {
        String content = "From: a@example.org\r\nTo: b@example.com\r\nDate: Tue, 21 Apr 2026 10:00:00 +0000\r\n"
                + "Message-ID: <" + subject + "@example.org>\r\nSubject: " + subject + "\r\n\r\n" + body;
        return new Mail(subject, subject + "@example.org", List.of("b@example.com"), content);
    }
}
