package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who follows docs/migrate.md has the same mail passed and refused as before: the filters run in both programs. */
class MigrationTest {
    private static final String CLEAN = "Subject: fine\r\n\r\ntext\r\n";
    private static final String BAD = "Subject: REFUSE\r\n\r\ntext\r\n";

    private final Workspace workspace = Workspace.create();
    private final MailSink sink = MailSink.start();

    @AfterEach
    void stop() {
        sink.close();
        workspace.close();
    }

    @Test
    void aPipeOfProxsmtp() {
        String filter = filter("""
                mail=$(cat)
                case $mail in *REFUSE*) echo '550 5.7.1 no' >&2; exit 5 ;; esac
                printf '%s\\n' "$mail" | sed 's/^Subject: /Subject: [seen] /'
                """);

        assertThat(underPostprox("CMD <\"$EMAIL\" >\"$OUTFILE\" || exit 1", filter))
                .isEqualTo(underProxsmtp("pipe", filter))
                .contains("Subject: [seen] fine")
                .contains("550 5.7.1 no");
    }

    @Test
    void aFileOfProxsmtp() {
        String filter = filter("""
                if grep -q REFUSE "$EMAIL"; then echo '550 5.7.1 no' >&2; exit 5; fi
                sed -i 's/^Subject: /Subject: [seen] /' "$EMAIL"
                """);

        assertThat(underPostprox("cp \"$EMAIL\" \"$OUTFILE\" && EMAIL=$OUTFILE CMD || exit 1", filter))
                .isEqualTo(underProxsmtp("file", filter))
                .contains("Subject: [seen] fine")
                .contains("550 5.7.1 no");
    }

    /**
     * The bounce of the one and the refusal of the other say it to the sender. sendmail(1) of an ordinary user reads no private
     * configuration, so that a client of SMTP stands in its place.
     */
    @Test
    void aScriptUnderPipe() {
        String inspect =
                workspace.script("inspect", "#!/bin/sh\n! grep -q REFUSE\n").toString();
        String wrapper = filter("""
                cd %s || exit 75
                cat >in.$$ || exit 75
                %s <in.$$ || exit 69
                /usr/bin/python3 -c '
                import smtplib, sys
                smtplib.SMTP("127.0.0.1", %d).sendmail(sys.argv[2], sys.argv[4], sys.stdin.buffer.read())
                ' "$@" <in.$$
                """.formatted(workspace.openDirectory("work"), inspect, sink.port()));

        assertThat(underPipe(wrapper)).containsExactly("Subject: fine", "REFUSE is bounced");
        assertThat(underPostprox(
                        "inspect <\"$EMAIL\" || { echo \"550 5.7.1 Content rejected\" >&2; exit 1; }", inspect))
                .contains("Subject: fine", "550 5.7.1 Content rejected");
    }

    /** The command of the page, with the filter's path in the place of its name there. */
    private String underPostprox(String command, String filter) {
        // In a table of Markdown a bar has a backslash.
        assertThat(page().replace("\\|", "|")).contains("command = " + command);
        String own = command.replace("CMD", filter).replaceFirst("^inspect", filter);
        try (ProxyService proxy = ProxyService.start(
                Launch.of(Installation.in(workspace, "postprox"), sink.place(), "-r", "--log", "stderr", "-c", own)
                        .as("nobody"))) {
            return outcome(proxy.port());
        }
    }

    private String filter(String script) {
        return workspace.script("filter", "#!/bin/sh\n" + script).toString();
    }

    private String underProxsmtp(String type, String filter) {
        int port = Tools.freePort();
        Path configuration = workspace.file("proxsmtpd.conf", """
                OutAddress: 127.0.0.1:%d
                Listen: 127.0.0.1:%d
                FilterCommand: %s
                FilterType: %s
                TempDirectory: /tmp
                """.formatted(sink.port(), port, filter, type));
        try (Milter _ = Milter.start(
                port,
                workspace.path("proxsmtpd.log"),
                Tools.require("/usr/sbin/proxsmtpd", "proxsmtp"),
                "-d",
                "2",
                "-f",
                configuration.toString())) {
            return outcome(port);
        }
    }

    /** What becomes of a message that may pass and of one that may not. */
    private String outcome(int port) {
        String refused;
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            assertThat(client.send("a@example.net", "b@example.com", CLEAN)).startsWith("250");
        }
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.say("EHLO client.example")).startsWith("250");
            refused = client.send("a@example.net", "b@example.com", BAD);
        }
        return sink.await().content() + refused.strip();
    }

    private List<String> underPipe(String wrapper) {
        int port = Tools.freePort();
        try (PostfixInstance postfix = PostfixInstance.in(workspace, "mx", sink.port())
                .parameter("content_filter", "script:")
                .parameter("relay_domains", "example.com example.net")
                .service("127.0.0.1:" + port + " inet n - n - 5 smtpd")
                .service("script unix - n n - 2 pipe flags=Rq user=nobody null_sender= argv=" + wrapper
                        + " -f ${sender} -- ${recipient}")) {
            postfix.start();
            for (String message : List.of(CLEAN, BAD)) {
                try (SmtpClient client = SmtpClient.connect(port)) {
                    assertThat(client.say("EHLO client.example")).startsWith("250");
                    assertThat(client.send("a@example.net", "b@example.com", message))
                            .startsWith("250");
                }
            }
            return List.of(sink.await(), sink.await()).stream()
                    .map(MigrationTest::inShort)
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private static String inShort(MailSink.Message mail) {
        return mail.envelope().getFirst().startsWith("MAIL FROM:<>") ? "REFUSE is bounced" : "Subject: fine";
    }

    private static String page() {
        try {
            return Files.readString(Path.of("docs/migrate.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
