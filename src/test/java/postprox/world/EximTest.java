package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

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
    private final Exim exim = Exim.in(workspace, proxy.port());

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

    @Test
    void aMessageThatEximSendsInChunksArrivesByteForByteAndTheFilterSawIt() {
        String message =
                message("pass", (".dot\n..\n.\nQUIT\n" + "\u00e4\u00ff\t" + "x".repeat(900) + "\n\n").repeat(400));

        assertThat(exim.send("whole@example.org", "b@example.com", message))
                .containsPattern("=> b@example.com .* K .*C=\"250 2.0.0 Ok: queued as ");
        String arrived = sink.await().content();
        assertThat(arrived).endsWith(message.replace("\n", "\r\n"));
        String seen = workspace.read("seen/whole@example.org");
        assertThat(seen).startsWith("Received: ").endsWith(message);
        assertThat(arrived).endsWith(seen.replace("\n", "\r\n"));
        proxy.log().await("accept: .*from=whole@example.org, .*: filter passed; reply=250 2.0.0 Ok: queued as ");
    }

    @Test
    void whatTheFilterSaysOfChunksReachesExim() {
        assertThat(exim.send("refused@example.org", "b@example.com", message("refuse", "Body\n")))
                .containsPattern("\\*\\* b@example.com .*: 550 5.7.1 We do not want this");
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

    private static String message(String subject, String body) {
        return "From: a@example.org\nTo: b@example.com\nDate: Tue, 21 Apr 2026 10:00:00 +0000\n" + "Message-ID: <"
                + subject + "@example.org>\nSubject: " + subject + "\n\n" + body;
    }
}
