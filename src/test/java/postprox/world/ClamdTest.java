package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The manual's own example: a script that has clamd look at each message. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ClamdTest {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final Clamd clamd = Clamd.start(workspace);

    @BeforeEach
    void awaitClamd() {
        clamd.await();
    }

    @AfterEach
    void cleanUp() {
        clamd.close();
        sink.close();
        workspace.close();
    }

    @Test
    void aVirusIsRefusedAndACleanMessagePasses() {
        Path script = workspace.script("scan", """
                %s --config-file=%s --disable-summary --stdout - < "$EMAIL"
                STATUS=$?
                [ -z "$STATUS" ] && STATUS=2
                [ $STATUS -eq 0 ] && exit 0
                if [ $STATUS -eq 1 ]; then
                        echo 550 Message contains a virus 1>&2
                        exit 1
                fi
                exit 2
                """.formatted(Clamd.CLAMDSCAN, clamd.config()));
        Launch launch = Launch.of(installation, sink.place(), "-r", "-c", script.toString())
                .as("nobody");
        String infected = "Subject: infected\r\n\r\n" + Clamd.EICAR + "\r\n";
        String clean = "Subject: clean\r\n\r\nBody\r\n";

        try (Program program = launch.onOneSocket()) {
            SmtpClient client = program.client();
            assertThat(client.reply()).startsWith("220");
            assertThat(client.send("a@example.org", "b@example.com", infected))
                    .isEqualTo("550 Message contains a virus");
            assertThat(client.send("a@example.org", "b@example.com", clean)).startsWith("250");
        }
        assertThat(sink.await().content()).isEqualTo(clean);
        assertThat(sink.waiting()).isZero();
    }
}
