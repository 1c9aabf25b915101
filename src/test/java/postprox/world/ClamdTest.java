package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The manual's own example: a script that has clamd look at each message. Its only signature is of the EICAR test text. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ClamdTest {
    private static final String CLAMD = Tools.require("/usr/sbin/clamd", "clamav-daemon");
    private static final String CLAMDSCAN = Tools.require("/usr/bin/clamdscan", "clamdscan");

    /** In two pieces, or scanners would take this file for the test text. */
    private static final String EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final Process clamd = startClamd();

    private Process startClamd() {
        Path signatures = workspace.directory("signatures");
        String hex = HexFormat.of().formatHex(EICAR.getBytes(StandardCharsets.US_ASCII));
        workspace.file("signatures/eicar.ndb", "Eicar-Test-Text:0:*:" + hex + "\n");
        Path config = workspace.file(
                "clamd.conf", """
                Foreground yes
                LocalSocket %s
                LocalSocketMode 666
                DatabaseDirectory %s
                TemporaryDirectory %s
                Bytecode no
                """.formatted(workspace.path("clamd"), signatures, workspace.directory("scratch")));
        try {
            return new ProcessBuilder(CLAMD, "--config-file=" + config)
                    .redirectErrorStream(true)
                    .redirectOutput(workspace.path("clamd.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void awaitClamd() {
        Tools.run(CLAMDSCAN, "--config-file=" + workspace.path("clamd.conf"), "--ping", "40:1");
    }

    @AfterEach
    void cleanUp() throws InterruptedException {
        clamd.destroy();
        clamd.waitFor();
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
                """.formatted(CLAMDSCAN, workspace.path("clamd.conf")));
        Launch launch = Launch.of(installation, sink.place(), "-r", "-c", script.toString())
                .as("nobody");
        String infected = "Subject: infected\r\n\r\n" + EICAR + "\r\n";
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
