package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import postprox.testkit.ScriptedMilter;

/** The filter kind milter in the program itself. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class MilterServiceTest {
    private static final String RULES = "Mode sv\nMTA ORIGINATING\nInternalHosts nobody.invalid\n";
    private static final String MAIL =
            "From: us@example.org\r\nDate: Mon, 30 Nov 2026 12:00:00 +0000\r\nSubject:  x\r\n\r\nbody\r\n..dots\r\n";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
    }

    @Test
    void aMessageIsSignedAndASecondPostproxVerifiesIt() {
        Dkim dkim = Dkim.in(workspace);
        try (Milter signer = dkim.milter("signer", RULES);
                Milter verifier = dkim.milter("verifier-milter", RULES);
                ProxyService second = ProxyService.before(
                        sink.port(), installation, "milter:" + verifier.place() + ",host-name=mx.example.com");
                ProxyService first = ProxyService.before(
                        second.port(), installation, "milter:" + signer.place() + ",daemon-name=ORIGINATING")) {
            assertThat(first.send(MAIL)).startsWith("250");
            first.log().await("accept: .*filters=milter:edit \\d\\.\\d{3}s");
        }
        String content = sink.await().content();
        assertThat(content)
                .startsWith("Authentication-Results: mx.example.com;\r\n\tdkim=pass ")
                .contains("\r\nDKIM-Signature: ")
                .endsWith("\r\n" + MAIL);
    }

    @Test
    void aChangeOfTheEnvelopeIsRefusedAndNamedInTheLog() throws IOException {
        try (ScriptedMilter milter = ScriptedMilter.start();
                ProxyService proxy = ProxyService.before(
                        sink.port(), installation, "milter:" + milter.place() + ",on-failure=tempfail")) {
            milter.answer(command -> command.letter() == 'E' ? "+x@example.org\0" : "c");
            assertThat(proxy.send(MAIL)).startsWith("451 4.3.0");
            proxy.log().await("filter failed: milter: .*: it wants to add a recipient, which is not possible here");
        }
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void aSectionOfTheFileSetsAllThatItNeedsAndTheClientIsTold() throws IOException {
        try (ScriptedMilter milter = ScriptedMilter.start()) {
            milter.answer(command -> command.letter() == 'R' && command.data().contains("c@") ? "r" : "c");
            Path file = workspace.file("postprox.conf", """
                    next-hop = 127.0.0.1:%d
                    [filter gate]
                    filter = milter:inet:%s
                    host-name = mx.example.com
                    daemon-name = INCOMING
                    offer = all
                    some-refused = ignore
                    """.formatted(sink.port(), milter.place()));
            try (ProxyService proxy = ProxyService.start(
                            Launch.of(installation, "--config", file.toString(), "-v", "--log", "stderr"));
                    SmtpClient client = SmtpClient.connect(proxy.port())) {
                assertThat(client.say("EHLO client.example.net")).startsWith("250");
                assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("250");
                assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250");
                assertThat(client.say("RCPT TO:<c@example.com>")).startsWith("250");
                assertThat(client.say("DATA")).startsWith("354");
                assertThat(client.say(MAIL + ".")).startsWith("250");
                proxy.log().await("filters=gate:pass \\d\\.\\d{3}s \\(refused 1 of 2 recipients: 550 5\\.7\\.1 .*\\)");
            }
            assertThat(milter.heard().stream().map(ScriptedMilter.Command::toString))
                    .anyMatch(text -> text.startsWith("DCj|mx.example.com|{daemon_name}|INCOMING|"))
                    .contains("Cunknown|U", "Hclient.example.net|", "M<a@example.org>|");
        }
    }

    /** Neither is switched on, so that the message stays with its sender. */
    @Test
    void quarantineAndDiscardAreForTheAdministratorToSwitchOn() throws IOException {
        try (ScriptedMilter milter = ScriptedMilter.start();
                ProxyService proxy = ProxyService.before(sink.port(), installation, "milter:" + milter.place())) {
            Stream.of("d", "raw:" + ScriptedMilter.packet('q', "bad\0") + ScriptedMilter.packet('a', ""))
                    .forEach(answer -> {
                        milter.answer(command -> command.letter() == 'E' ? answer : "c");
                        assertThat(proxy.send(MAIL)).startsWith("451 ");
                    });
        }
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void withoutTheMilterMailWaitsOrPassesAsTheAdministratorSays() {
        String nowhere = "milter:127.0.0.1:" + Tools.freePort();
        try (ProxyService waiting = ProxyService.before(sink.port(), installation, nowhere + ",on-failure=tempfail");
                ProxyService passing = ProxyService.before(sink.port(), installation, nowhere + ",on-failure=pass")) {
            for (int i = 0; i < 7; i++) {
                assertThat(waiting.send(MAIL)).startsWith("451 4.3.0");
            }
            waiting.log().await("error: filter milter: a server is left alone for a while, and none is left: ");
            assertThat(sink.waiting()).isZero();
            assertThat(passing.send(MAIL)).startsWith("250");
            passing.log().await("warning: filter failed: milter: 127\\.0\\.0\\.1:\\d+: Connection refused");
        }
        assertThat(sink.await().content()).isEqualTo(MAIL);
    }
}
