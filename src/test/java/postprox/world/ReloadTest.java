package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that serves many sessions reads its configuration file again when it gets SIGHUP. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class ReloadTest {
    private static final String SENDER = "a@example.org";
    private static final String RECIPIENT = "b@example.com";
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";
    private static final String REFUSING = "command = echo 550 new >&2; exit 1";

    private static final String NOTHING_TO_RELOAD = "postprox.*: SIGHUP: there is no configuration file to read again "
            + "and no log file to begin anew; nothing has changed$";

    private final ResidentSessions sessions = new ResidentSessions();
    private final Path file = sessions.workspace().path("postprox.conf");
    private final Path started = sessions.workspace().path("started");
    private final Path ready = sessions.workspace().path("ready");
    private final int port = Tools.freePort();

    @AfterEach
    void cleanUp() {
        sessions.close();
    }

    @Test
    void theNextMessageHasTheNewFilterAndOneInHandTheOld() throws Exception {
        write(waiting());
        try (Program service = listening();
                SmtpClient first = client();
                SmtpClient second = client()) {
            first.begin(SENDER, RECIPIENT);
            first.finish(MAIL);
            awaitFile(started);

            write(REFUSING);
            hangUp(service.pid());
            service.errors().await("postprox: configuration read again from " + file + ": command$");

            assertThat(second.send(SENDER, RECIPIENT, MAIL))
                    .as("on a session that was open")
                    .isEqualTo("550 new");
            try (SmtpClient third = client()) {
                assertThat(third.send(SENDER, RECIPIENT, MAIL)).isEqualTo("550 new");
            }
            Files.createFile(ready);
            assertThat(first.reply()).isEqualTo("550 old");
            assertThat(first.send(SENDER, RECIPIENT, MAIL)).isEqualTo("550 new");
        }
    }

    @Test
    void whichFiltersAreNewChangedAndGoneIsInTheLineOfTheReload() throws Exception {
        write(filter("same", ""), filter("other", ""), filter("over", ""));
        try (Program service = listening()) {
            write(filter("same", ""), filter("other", "timeout = 7"), filter("young", ""), filter("younger", ""));
            hangUp(service.pid());
            service.errors()
                    .await(
                            "postprox: configuration read again from " + file
                                    + ": filter; new filters: young younger; changed filters: other; filters that are gone: over$");

            write("deadline = 70", filter("same", ""), filter("other", "timeout = 7"), filter("young", ""));
            hangUp(service.pid());
            service.errors()
                    .await("read again from " + file
                            + ": (deadline filter|filter deadline); filters that are gone: younger$");

            write(filter("same", ""), filter("other", "timeout = 7"), filter("young", ""));
            hangUp(service.pid());
            service.errors().await("read again from " + file + ": deadline$");
        }
    }

    private static String filter(String name, String setting) {
        return "[filter " + name + "]\nfilter = worker:while read x; do :; done\n" + setting;
    }

    /** The filter takes longer than a stop may take by the new deadline. */
    @Test
    void aStopWaitsForAMessageByTheDeadlineWithWhichItBegan() throws Exception {
        write("command = touch " + started + "; sleep 8; echo 550 old >&2; exit 1");
        try (Program service = listening();
                SmtpClient client = client()) {
            client.begin(SENDER, RECIPIENT);
            client.finish(MAIL);
            awaitFile(started);

            write("deadline = 1");
            hangUp(service.pid());
            service.errors().await("configuration read again from " + file + ": command deadline$");
            service.terminate();
            assertThat(client.reply()).isEqualTo("550 old");
            assertThat(service.awaitExit()).isZero();
            assertThat(service.errors().toEnd()).doesNotContain("cut off").endsWith("postprox: stopped");
        }
    }

    /** All together may be as many as before. */
    @Test
    void theNewFilterWaitsForTheSlotsOfTheOld() throws Exception {
        write(waiting(), "filters = 1", "filters-waiting = 0");
        try (Program service = listening();
                SmtpClient first = client();
                SmtpClient second = client()) {
            first.begin(SENDER, RECIPIENT);
            first.finish(MAIL);
            awaitFile(started);

            write(REFUSING, "filters = 1", "filters-waiting = 0");
            hangUp(service.pid());
            service.errors().await("configuration read again");
            assertThat(second.send(SENDER, RECIPIENT, MAIL)).startsWith("451 4.3.2 ");
            Files.createFile(ready);
            assertThat(first.reply()).isEqualTo("550 old");
            assertThat(second.send(SENDER, RECIPIENT, MAIL)).isEqualTo("550 new");
        }
    }

    /** A filter that begins and ends when we know and want. */
    private String waiting() {
        return "command = touch " + started + "; while [ ! -e " + ready
                + " ]; do sleep 0.01; done; echo 550 old >&2; exit 1";
    }

    @Test
    void aFileWithMistakesChangesNothingAndTheLogHasThemAll() throws Exception {
        write("command = echo 550 old >&2; exit 1");
        try (Program service = listening();
                SmtpClient client = client()) {
            write("command = true", "timeout = soon", "reject = perhaps");
            hangUp(service.pid());
            String beginning = "postprox: warning: the configuration was not read again, all is as before: " + file;
            service.errors().await(beginning + ":5: timeout: ");
            service.errors().await(beginning + ":6: reject: 'perhaps' is neither yes nor no");
            assertThat(client.send(SENDER, RECIPIENT, MAIL)).isEqualTo("550 old");

            Files.delete(file);
            hangUp(service.pid());
            service.errors().await("all is as before: --config: cannot read " + file + ": there is no such file");
            Tools.run("mkfifo", file.toString());
            hangUp(service.pid());
            service.errors().await("all is as before: --config: cannot read " + file + ": it is a pipe, ");
            assertThat(client.send(SENDER, RECIPIENT, MAIL)).isEqualTo("550 old");
            assertThat(service.errors().all()).doesNotContain("read again from");
        }
    }

    /** Else they could push lines about mail out of the log. */
    @Test
    void ofManyMistakesTheLogHasTheFirstAndTheirNumber() throws Exception {
        write();
        try (Program service = listening()) {
            write("x\n".repeat(1000));
            hangUp(service.pid());
            service.errors().await("all is as before: 995 more: postprox config check " + file + "$");
            assertThat(service.errors().all())
                    .contains("all is as before: " + file + ":8: ")
                    .doesNotContain("all is as before: " + file + ":9: ");
        }
    }

    /** The service finishes a message in hand, and its socket is closed already. */
    @Test
    void whileTheServiceStopsNothingIsReloaded() throws Exception {
        write(waiting());
        try (Program service = listening();
                SmtpClient client = client()) {
            client.begin(SENDER, RECIPIENT);
            client.finish(MAIL);
            awaitFile(started);
            service.terminate();
            Patience.await("the socket is closed", this::isRefused);
            hangUp(service.pid());
            hangUp(service.pid());
            Files.createFile(ready);
            assertThat(client.reply()).isEqualTo("550 old");
            assertThat(service.awaitExit()).isZero();
            assertThat(service.errors().toEnd())
                    .doesNotContain("null", "read again")
                    .endsWith("postprox: stopped");
        }
    }

    @Test
    void aNextHopThatIsTheServiceItselfIsRefused() throws Exception {
        write();
        try (Program service = listening("--log", "stderr")) {
            Files.writeString(
                    file, Files.readString(file).replace(sessions.sink().place(), "127.0.0.1:" + port));
            hangUp(service.pid());
            service.errors().await("all is as before: .*mail would go round and round");
        }
    }

    @Test
    void aFileThatNoLongerNamesTheNextHopIsRefusedByTheNameOfTheSetting() throws Exception {
        write();
        try (Program service = listening()) {
            Files.writeString(file, "tempdir = " + sessions.spool() + "\n");
            hangUp(service.pid());
            service.errors()
                    .await("all is as before: the mail server's HOST:PORT is missing; in " + file
                            + " it is called next-hop; see postprox --help$");
        }
    }

    @Test
    void whatWaitsForARestartIsNamedAndTheCommandLineStillWins() throws Exception {
        write("deadline = 80");
        try (Program service = listening("--timeout", "20")) {
            write("deadline = 70", "timeout = 10", "listen = 1", "pidfile = /nonexistent", "filters = 7");
            hangUp(service.pid());
            service.errors().await("postprox: configuration read again from " + file + ": deadline$");
            service.errors()
                    .await("postprox: warning: new values in " + file + " wait for a restart: pidfile filters$");

            write("deadline = 70");
            hangUp(service.pid());
            service.errors().await("postprox: configuration read again from " + file + ": nothing has changed$");
        }
    }

    @Test
    void howMuchIsLoggedChangesAtOnce() throws Exception {
        write();
        try (Program service = listening();
                SmtpClient client = client()) {
            write("verbose = 1");
            hangUp(service.pid());
            service.errors().await("configuration read again from " + file + ": verbose$");
            assertThat(client.send(SENDER, RECIPIENT, MAIL)).startsWith("250");
            service.errors().await("accept: host=");
        }
    }

    /** RFC 1870: the client has heard the limit in the reply to its EHLO. */
    @Test
    void anOpenSessionKeepsTheSizeThatItsClientWasTold() throws Exception {
        write("message-size = 1000");
        try (Program service = listening();
                SmtpClient open = client()) {
            write("message-size = 10");
            hangUp(service.pid());
            service.errors().await("configuration read again from " + file + ": message-size$");
            assertThat(open.send(SENDER, RECIPIENT, MAIL)).startsWith("250");
            try (SmtpClient next = client()) {
                assertThat(next.send(SENDER, RECIPIENT, MAIL)).startsWith("552 5.3.4 ");
            }
        }
    }

    @Test
    void aResidentProcessReadsItsFileAgainToo() throws Exception {
        try (SyslogReceiver syslog = SyslogReceiver.in(sessions.workspace())) {
            write("log = " + syslog.target());
            Launch launch = Launch.of(sessions.installation(), "--config", file.toString())
                    .as(sessions.user());
            try (Program program = launch.onPipes()) {
                assertThat(program.client().reply()).startsWith("220");
                write("log = " + syslog.target(), REFUSING);
                hangUp(sessions.installation().residents().only().pid());
                syslog.lines().await("configuration read again from " + file + ": command$");
                assertThat(program.client().send(SENDER, RECIPIENT, MAIL)).isEqualTo("550 new");
            }
        }
    }

    @Test
    void withoutAFileTheServiceSaysSoAndGoesOn() throws Exception {
        Launch launch = Launch.of(
                        sessions.installation(),
                        sessions.sink().place(),
                        "-d",
                        sessions.spool().toString())
                .with("-l", Integer.toString(port), "--foreground", "--log", "stderr");
        try (Program service = launch.onPipes()) {
            service.errors().await("listening on");
            hangUp(service.pid());
            service.errors().await(NOTHING_TO_RELOAD);
            try (SmtpClient client = client()) {
                assertThat(client.send(SENDER, RECIPIENT, MAIL)).startsWith("250");
            }
        }
    }

    @Test
    void withoutAFileAResidentProcessSaysSoAndGoesOn() throws Exception {
        try (SyslogReceiver syslog = SyslogReceiver.in(sessions.workspace())) {
            Launch launch = Launch.of(
                            sessions.installation(),
                            sessions.sink().place(),
                            "-d",
                            sessions.spool().toString())
                    .with("--log", syslog.target())
                    .as(sessions.user());
            try (Program program = launch.onPipes()) {
                assertThat(program.client().reply()).startsWith("220");
                hangUp(sessions.installation().residents().only().pid());
                syslog.lines().await(NOTHING_TO_RELOAD);
                assertThat(program.client().send(SENDER, RECIPIENT, MAIL)).startsWith("250");
            }
        }
    }

    private Program listening(String... options) {
        Program service = Launch.of(sessions.installation(), "--config", file.toString())
                .with("-l", Integer.toString(port), "--foreground", "--log", "stderr")
                .with(options)
                .onPipes();
        service.errors().await("listening on");
        return service;
    }

    private SmtpClient client() {
        SmtpClient client = SmtpClient.connect(port);
        assertThat(client.say("EHLO client.example.org")).startsWith("250");
        return client;
    }

    private boolean isRefused() {
        try (SmtpClient _ = SmtpClient.connectSilently(port)) {
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    private static void hangUp(long process) {
        Tools.run("kill", "-HUP", Long.toString(process));
    }

    /** Looks until it is there; the test has a bound. */
    private static void awaitFile(Path path) {
        while (!Files.exists(path)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void write(String... lines) throws IOException {
        Files.writeString(
                file,
                "# Of a test.\nnext-hop = " + sessions.sink().place() + "\ntempdir = " + sessions.spool() + "\n"
                        + String.join("\n", lines) + "\n",
                StandardCharsets.UTF_8);
        Tools.run("chmod", "a+r", file.toString());
    }
}
