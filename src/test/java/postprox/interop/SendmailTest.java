package postprox.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import postprox.world.Installation;
import postprox.world.Launch;
import postprox.world.ProxyService;
import postprox.world.SmtpClient;
import postprox.world.Workspace;

/** A next hop that clears the eighth bit behind BODY=7BIT before it looks for the end of content: Debian's sendmail. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class SendmailTest {
    private static final String SMUGGLED =
            "MAIL FROM:<smuggled@example.org>\r\nRCPT TO:<smuggled@example.com>\r\nDATA\r\nSubject: y\r\n\r\n";

    private final Workspace workspace = Workspace.create();
    private final SendmailRoot sendmail = SendmailRoot.in(workspace);
    private final ProxyService proxy = ProxyService.start(
            Launch.of(Installation.in(workspace, "postprox"), "127.0.0.1:" + sendmail.port(), "-v", "--log", "stderr")
                    .as("nobody"));

    @AfterAll
    void stop() {
        proxy.close();
        sendmail.close();
        workspace.close();
    }

    /** Without us it takes commands out of the content: the judge can tell. */
    @Test
    void noOctetWithTheEighthBitEndsContentThere() {
        try (SmtpClient direct = SmtpClient.connect(sendmail.port())) {
            direct.say("EHLO client.example");
            begin(direct, " BODY=7BIT");
            direct.write("Subject: x\r\n\r\nBody\r\n\u00ae\r\nMAIL FROM:<smuggled@example.org>\r\nQUIT\r\n");
            assertThat(direct.rest()).contains("250 2.1.0 <smuggled@example.org>");
        }
        int before = sendmail.envelopes().size();
        int passed = 0;
        for (String body : List.of(" BODY=7BIT", "", " BODY=8BITMIME")) {
            try (SmtpClient client = SmtpClient.connect(proxy.port())) {
                client.say("EHLO client.example");
                for (String variant : variants()) {
                    begin(client, body);
                    client.write("Subject: x\r\n\r\nBody" + variant + SMUGGLED + ".\r\n");
                    String reply = client.reply();
                    assertThat(reply).matches("250 .*|554 5\\.6\\.1 .*|451 4\\.5\\.0 Bare .*");
                    passed += reply.startsWith("250") ? 1 : 0;
                }
                assertThat(client.say("QUIT")).startsWith("221");
            }
        }
        assertThat(sendmail.envelopes()).hasSize(before + passed);
        assertThat(sendmail.envelopes()).noneMatch(envelope -> envelope.contains("smuggled@"));
    }

    @Test
    void commandsAreNoOthersThereThanTheyAreHere() {
        try (SmtpClient client = SmtpClient.connect(proxy.port())) {
            client.say("EHLO client.example");
            assertThat(client.say("MAIL FROM:<a@example.org> BODY=7BIT")).startsWith("250");
            assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250");
            for (String command : List.of(
                    "RSE\u00d4",
                    "MAI\u00cc FROM:<other@example.org>",
                    "RCP\u00d4 TO:<other@example.com>",
                    "RCPT TO:<other\u00c0example.com>")) {
                assertThat(client.say(command)).startsWith("500 5.5.2 ");
            }
            assertThat(client.say("DATA")).startsWith("354");
            client.write("Subject: x\r\n\r\nBody\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
            assertThat(client.say("QUIT")).startsWith("221");
        }
        assertThat(sendmail.envelopes()).noneMatch(envelope -> envelope.contains("other@"));
    }

    private static void begin(SmtpClient client, String body) {
        assertThat(client.say("MAIL FROM:<a@example.org>" + body)).startsWith("250");
        assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250");
        assertThat(client.say("DATA")).startsWith("354");
    }

    /** CRLF, dot and CRLF, each octet with the bit and without, but for the one that is an end without any bit. */
    private static List<String> variants() {
        String end = "\r\n.\r\n";
        List<String> variants = new ArrayList<>();
        for (int bits = 1; bits < 1 << end.length(); bits++) {
            StringBuilder variant = new StringBuilder();
            for (int i = 0; i < end.length(); i++) {
                variant.append((char) (end.charAt(i) | (bits >> i & 1) << 7));
            }
            variants.add(variant.toString());
        }
        return variants;
    }
}
