package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/**
 * Sessions on standard input of a user whom nobody else is, so that no other test shares their resident process, before a next hop
 * that takes everything.
 */
final class ResidentSessions implements AutoCloseable {
    static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";

    private final Site site = new Site();

    /** Beyond the users that a system has, and different from test to test. */
    private final String user = Integer.toString(100_000 + Tools.freePort());

    Workspace workspace() {
        return site.workspace();
    }

    Installation installation() {
        return site.installation();
    }

    Path spool() {
        return site.spool();
    }

    MailSink sink() {
        return site.sink();
    }

    /** Its number. */
    String user() {
        return user;
    }

    /** Where the user's residents have their sockets. */
    Path sockets() {
        return Path.of("/tmp/.postprox-" + user);
    }

    @Override
    public void close() {
        site.close();
        Tools.run("rm", "-rf", sockets().toString());
    }

    Launch launch(String... arguments) {
        return site.launch().with(arguments).as(user);
    }

    /** Has a session deliver a message and end. */
    void deliver(Standing standing, Launch launch) {
        deliver(standing, launch, () -> {});
    }

    /** The same, with something that happens while the message is in hand. */
    void deliver(Standing standing, Launch launch, Runnable meanwhile) {
        try (Program program = standing.start(launch)) {
            converse(program, meanwhile);
        }
    }

    void converse(Program program) {
        converse(program, () -> {});
    }

    void converse(Program program, Runnable meanwhile) {
        SmtpClient client = program.client();
        assertThat(client.reply()).isEqualTo("220 sink.example ESMTP");
        client.begin("a@example.org", "b@example.com");
        client.finish(MAIL);
        meanwhile.run();
        assertThat(client.reply()).startsWith("250 2.0.0 Ok: queued as SINK");
        assertThat(client.say("QUIT")).isEqualTo("221 2.0.0 Bye");
        assertThat(client.rest()).isEmpty();
        assertThat(program.awaitExit()).isZero();
        assertThat(site.sink().await().content()).isEqualTo(MAIL);
    }
}
