package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.PluginJars;
import postprox.testkit.Spooled;

/** Filters in Java that end the real program. No message is lost, and whoever looks after the program can tell that it ended. */
@Timeout(value = 240, threadMode = SEPARATE_THREAD)
class JavaFilterEndTest {
    private static final String MAIL = "Subject: one\r\n\r\nbody\r\n";
    private static final String FAILED = "451 4.3.0 Error running content filter";

    private final Site site = new Site();
    private final int port = Tools.freePort();

    @AfterEach
    void cleanUp() {
        site.close();
    }

    /** With the status of a success, as a filter's author may write it, a supervisor would take the end for a stop by order. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.exit(0); return Answer.accept();",
                "Thread own = new Thread(() -> System.exit(0)); own.start(); own.join(); return Answer.accept();"
            })
    void aServiceThatAFilterExitsAnswersTheMessagesInHandAndEndsWithAStatusOfFailure(String exit) {
        try (Program service = service("5", """
                        if (message.envelope().sender().startsWith("good")) { return Answer.accept(); }
                        """ + exit);
                SmtpClient good = SmtpClient.connect(port);
                SmtpClient bad = SmtpClient.connect(port)) {
            good.begin("good@example.org", "b@example.com");
            bad.begin("bad@example.org", "b@example.com");
            bad.finish(MAIL);
            service.errors()
                    .await(
                            "error: java filter has ended postprox: own: .*Runtime.exit\\(.* < plug.Plug.*\\(Plug.java:\\d+\\)");
            good.finish(MAIL);
            assertThat(good.reply()).startsWith("250");
            assertThat(bad.reply()).isEqualTo(FAILED);

            assertThat(service.awaitExit()).isEqualTo(4);
            assertThat(service.errors().toEnd()).endsWith("postprox: stopped");
        }
        assertThat(site.sink().await().content()).isEqualTo(MAIL);
        assertThat(site.sink().waiting()).as("the filter never let it pass").isZero();
        assertThat(Spooled.in(site.spool())).isEmpty();
    }

    /** Nothing is said any more, but the client knows that it has no reply, and keeps the message. */
    @Test
    void aServiceThatAFilterHaltsLeavesEachMessageWithItsClient() {
        try (Program service = service("5", "message.file(); Runtime.getRuntime().halt(7); return Answer.accept();");
                SmtpClient other = SmtpClient.connect(port);
                SmtpClient client = SmtpClient.connect(port)) {
            other.begin("a@example.org", "b@example.com");
            client.begin("a@example.org", "b@example.com");
            client.finish(MAIL);
            assertThat(client.rest()).isEmpty();
            assertThat(other.rest()).isEmpty();
            assertThat(service.awaitExit()).isEqualTo(7);
        }
        assertThat(site.sink().waiting()).isZero();
        assertThat(Spooled.in(site.spool())).as("as after kill -9").isNotEmpty();
        try (Program next = service("5", "return Answer.accept();");
                SmtpClient client = SmtpClient.connect(port)) {
            next.errors().await("removed \\d+ files that killed processes left in ");
            assertThat(Spooled.in(site.spool())).isEmpty();
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
        }
    }

    @Test
    void aServiceWhoseHeapAFilterFillsEndsAndLeavesEachMessageWithItsClient() {
        try (Program service = service(
                        "60", "List<byte[]> all = new ArrayList<>(); while (true) { all.add(new byte[1 << 20]); }");
                SmtpClient other = SmtpClient.connect(port);
                SmtpClient client = SmtpClient.connect(port)) {
            other.begin("a@example.org", "b@example.com");
            client.begin("a@example.org", "b@example.com");
            client.finish(MAIL);
            assertThat(client.rest()).isEmpty();
            assertThat(other.rest()).isEmpty();
            assertThat(service.awaitExit()).isEqualTo(3);
        }
        assertThat(site.sink().waiting()).isZero();
    }

    /** The same for a session that somebody else accepts, with and without a resident process. */
    @ParameterizedTest
    @EnumSource
    void aSessionWhoseFilterExitsPassesNoMessage(Standing standing) {
        plugin("System.exit(0); return Answer.accept();");
        try (Program program = standing.start(withFilter("5"))) {
            assertThat(program.client().reply()).startsWith("220");
            program.client().begin("a@example.org", "b@example.com");
            program.client().finish(MAIL);
            assertThat(program.client().rest()).doesNotContain("250 ").startsWith(FAILED);
            int _ = program.awaitExit();
        }
        assertThat(site.sink().waiting()).isZero();
    }

    private Program service(String timeout, String body) {
        plugin(body);
        Program program = withFilter(timeout)
                .with("-v", "--log", "stderr", "-l", Integer.toString(port), "--foreground")
                .jvm("-Xmx64m")
                .onPipes();
        program.errors().await("listening on");
        return program;
    }

    private void plugin(String body) {
        PluginJars.make(site.workspace().directory("plugins").resolve("plug.jar"), "Plug", body);
    }

    private Launch withFilter(String timeout) {
        return site.launch("-r", "--plugins", site.workspace().path("plugins").toString())
                .with("--filter", "java:plug.Plug,name=own,timeout=" + timeout);
    }
}
