package postprox.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Postfix, and a postprox that {@code setup} is to lead its mail through. Postfix has postprox's services in its own master.cf, as on a
 * real server; what it takes ends in a sink.
 */
final class SetupSite implements AutoCloseable {
    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final int frontPort = Tools.freePort();
    private final int proxyPort = freePair();
    private final PostfixInstance postfix = PostfixInstance.in(workspace, "mx", sink.port())
            .parameter("always_bcc", "archive@example.com")
            .service("127.0.0.1:" + frontPort + " inet n - n - 5 smtpd");

    Workspace workspace() {
        return workspace;
    }

    Installation installation() {
        return installation;
    }

    MailSink sink() {
        return sink;
    }

    /** The Postfix, which does not run yet. */
    PostfixInstance postfix() {
        return postfix;
    }

    Path directory() {
        return workspace.path("mx/etc");
    }

    /** The first of the two ports that set-ups take. */
    int proxyPort() {
        return proxyPort;
    }

    String master() {
        return workspace.read("mx/etc/master.cf");
    }

    /** Runs {@code postprox setup} with some options to its end. */
    Tools.Result setup(String... options) {
        return Tools.attempt(command(options));
    }

    /** Starts it with its two outputs in one. */
    Process start(String... options) {
        try {
            return new ProcessBuilder(command(options))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> command(String... options) {
        List<String> command =
                new ArrayList<>(List.of(installation.home().resolve("postprox").toString(), "setup"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--postfix",
                directory().toString(),
                "--state",
                workspace.path("state").toString()));
        command.addAll(List.of("--front", "127.0.0.1:" + frontPort, "--port", String.valueOf(proxyPort)));
        command.addAll(List.of("--user", "nobody", "--test-recipient", "bob@example.com"));
        return command;
    }

    /** The option for a configuration whose filter is a script of sh(1). */
    String config(String script) {
        return "--config=" + configuration(script);
    }

    /** That configuration's file. */
    Path configuration(String script) {
        Path filter = workspace.script("filter", script + "\n");
        Path log = workspace.openDirectory("log").resolve("postprox.log");
        return workspace.file(
                "postprox.conf", "command = " + filter + "\nreject = yes\nverbose = 1\nlog = " + log + "\n");
    }

    /** Sends a message into the front. Returns the reply to it. */
    String send(String subject) {
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

    @Override
    public void close() {
        postfix.close();
        sink.close();
        workspace.close();
    }
}
