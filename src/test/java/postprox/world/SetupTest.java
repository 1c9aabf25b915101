package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * {@code postprox setup} leads the mail of a running Postfix through a filter and back, and leaves nothing half done. The front is a Postfix
 * with postprox's two services in it, as on a real server; what it takes ends in a sink.
 */
class SetupTest {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final int frontPort = Tools.freePort();
    private final int proxyPort = freePair();
    private final PostfixInstance postfix = PostfixInstance.in(workspace, "mx", sink.port())
            .parameter("always_bcc", "archive@example.com")
            .service("127.0.0.1:" + frontPort + " inet n - n - 5 smtpd");

    @AfterEach
    void stop() {
        postfix.close();
        sink.close();
        workspace.close();
    }

    @Test
    void mailGoesThroughTheFilterUntilItIsUndone() {
        postfix.start();
        String before = master();

        Tools.Result applied = setup("--apply", config("grep -q REFUSE \"$EMAIL\" || exit 0; echo 550 no >&2; exit 1"));

        assertThat(applied.said())
                .contains("postprox answers on " + proxyPort, "250 2.0.0 Ok: queued as ", "accept: ", "--undo");
        assertThat(applied.status()).isZero();
        assertThat(send("REFUSE")).startsWith("550 no");
        assertThat(send("fine")).startsWith("250 ");
        assertThat(setup("--undo").said()).contains("as it was before, byte for byte");
        assertThat(master()).isEqualTo(before);
        assertThat(send("REFUSE")).startsWith("250 ");
    }

    @Test
    void aFilterBehindTheQueueIsAskedOnceAndACopyIsSentOnce() {
        postfix.start();

        Tools.Result applied = setup(
                "--apply",
                config("printf 'X-Seen: yes\\n' >\"$OUTFILE\"; cat \"$EMAIL\" >>\"$OUTFILE\""),
                "--after-queue");

        assertThat(applied.said()).contains("250 2.0.0 Ok: queued as ", "accept: ");
        assertThat(applied.status()).isZero();
        assertThat(send("copies")).startsWith("250 ");
        // The test message and this one, each with one copy.
        List<MailSink.Message> received = List.of(sink.await(), sink.await());
        assertThat(received).allSatisfy(mail -> {
            assertThat(mail.content()).containsOnlyOnce("X-Seen: yes");
            assertThat(String.join("\n", mail.envelope()))
                    .containsOnlyOnce("<bob@example.com>")
                    .containsOnlyOnce("<archive@example.com>");
        });
    }

    @Test
    void aFilterThatFailsIsTakenOutAgainAndItsReasonIsSaid() {
        postfix.start();
        String before = master();

        Tools.Result applied = setup("--apply", config("echo no scanner here >&2; exit 2"));

        assertThat(applied.said())
                .contains("the test message was not accepted: 451", "no scanner here", "put back as it was");
        assertThat(applied.status()).isOne();
        assertThat(master()).isEqualTo(before);
        assertThat(send("still flows")).startsWith("250 ");
        assertThat(setup("--undo").said()).contains("there is no set-up of");
    }

    @Test
    void aUserWhoCannotRunTheProgramIsFoundOutBeforeAnythingIsChanged() {
        postfix.start();
        String before = master();
        Tools.run("chmod", "700", installation.home().toString());

        Tools.Result applied = setup("--apply", config("exit 0"));

        assertThat(applied.said()).contains("the user nobody cannot run", "chmod");
        assertThat(applied.status()).isOne();
        assertThat(master()).isEqualTo(before);
        assertThat(setup("--undo").said()).contains("there is no set-up of");
    }

    @Test
    void aRecipientThatTheServerRefusesIsAskedForBeforeAnythingIsChanged() {
        postfix.parameter("smtpd_recipient_restrictions", "reject").start();
        String before = master();

        Tools.Result applied = setup("--apply", config("exit 0"));

        assertThat(applied.said()).contains("would be refused already now", "--test-recipient", "Nothing was changed");
        assertThat(master()).isEqualTo(before);
    }

    @Test
    void whoIsNotRootCanReadThePlanAndChangesNothing() {
        postfix.start();
        String before = master();
        List<String> asNobody = new ArrayList<>(List.of("runuser", "-u", "nobody", "--"));

        for (String way : List.of("--apply", "--undo", "--diff")) {
            List<String> command = new ArrayList<>(asNobody);
            command.addAll(List.of(with(way, new ArrayList<>(List.of(config("exit 0"))))));
            Tools.Result result = Tools.attempt(command);

            assertThat(result.said()).as(way).contains(way.equals("--diff") ? "+127.0.0.1:" + proxyPort : "as root");
            assertThat(result.status()).as(way).isEqualTo(way.equals("--diff") ? 0 : 1);
        }
        assertThat(master()).isEqualTo(before);
    }

    private Tools.Result setup(String... words) {
        return Tools.attempt(
                List.of(with(words[0], new ArrayList<>(List.of(words).subList(1, words.length)))));
    }

    private String[] with(String way, List<String> words) {
        List<String> command =
                new ArrayList<>(List.of(installation.home().resolve("postprox").toString(), "setup", way));
        command.addAll(words);
        command.addAll(List.of(
                "--postfix",
                workspace.path("mx/etc").toString(),
                "--state",
                workspace.path("state").toString()));
        command.addAll(List.of("--front", "127.0.0.1:" + frontPort, "--port", String.valueOf(proxyPort)));
        command.addAll(List.of("--user", "nobody", "--test-recipient", "bob@example.com"));
        return command.toArray(String[]::new);
    }

    private String config(String script) {
        Path filter = workspace.script("filter", "#!/bin/sh\n" + script + "\n");
        Path log = workspace.openDirectory("log").resolve("postprox.log");
        return "--config="
                + workspace.file(
                        "postprox.conf", "command = " + filter + "\nreject = yes\nverbose = 1\nlog = " + log + "\n");
    }

    private String master() {
        return workspace.read("mx/etc/master.cf");
    }

    private String send(String subject) {
        try (SmtpClient client = SmtpClient.connect(frontPort)) {
            for (String command : List.of(
                    "EHLO client.example.org", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.com>", "DATA")) {
                String _ = client.say(command);
            }
            client.finish("Subject: " + subject + "\r\n\r\ntext\r\n");
            return client.reply();
        }
    }

    /** Two neighbouring ports. */
    private static int freePair() {
        int first = Tools.freePort();
        int second = Tools.freePort();
        while (second != first + 1) {
            first = second;
            second = Tools.freePort();
        }
        return first;
    }
}
