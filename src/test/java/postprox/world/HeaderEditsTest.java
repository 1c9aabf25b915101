package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** A filter changes the header of signed mail. OpenDKIM signs and verifies it. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeaderEditsTest {
    private static final String BODY = "body\r\n..\r\n  \r\n\tlast without much \u00fc\r\n";

    private final Workspace workspace = Workspace.create();
    private final Dkim dkim = Dkim.in(workspace);
    private final MailSink sink = MailSink.start();
    private final ProxyService proxy = ProxyService.start(
            Launch.of(Installation.in(workspace, "postprox"), "127.0.0.1:" + sink.port(), "-r", "--log", "stderr")
                    // The sender chooses the edits, one a line, with _ for each blank.
                    .with("-c", "printf '%s' \"$HELO_FULL\" | tr '_;' ' \\n' >\"$EDITS\"")
                    .as("nobody"));

    @AfterAll
    void stopAll() {
        proxy.close();
        sink.close();
        workspace.close();
    }

    @Test
    void aSignatureOverUntouchedFieldsStillVerifies() {
        String arrived = edited("insert_0_X-Scanned:_yes;add_X-Last:_1;replace_2_X-Unsigned:_new;delete_X-Gone");

        assertThat(arrived)
                .startsWith("X-Scanned: yes\r\n")
                .contains("X-Unsigned: old\r\nX-Unsigned: new\r\n")
                .contains("\r\nX-Last: 1\r\n\r\nbody")
                .doesNotContain("X-Gone")
                .endsWith(BODY);
        assertThat(dkim.verdict(arrived)).contains("succeeded");
    }

    @Test
    void aSignatureOverAChangedFieldDoesNot() {
        assertThat(dkim.verdict(edited("replace_Subject:_[spam]"))).contains("signature verification failed");
    }

    private String edited(String edits) {
        String unsigned = "X-Unsigned: old\r\nX-Unsigned: older\r\nX-Gone: 1\r\n";
        String signed = unsigned
                + dkim.signedByAStranger("From: a@example.net\r\nSubject:  two  blanks\r\n folded\r\n"
                        + "Date: Sun, 29 Nov 2026 12:00:00 +0000\r\n\r\n" + BODY);
        try (SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO " + edits)).startsWith("250");
            assertThat(client.send("a@example.net", "b@example.com", signed)).startsWith("250");
        }
        return sink.await().content();
    }
}
