package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.Spooled;

/** A session on standard input and output, of an ordinary user with nothing but a PATH. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class StdioTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";

    private final Site site = new Site();
    private final Path queueDirectory = site.workspace().directory("queue");

    @AfterEach
    void cleanUp() {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void aMessagePassesWithWhatSpawnGivesAProgram(Standing standing) {
        try (Program program = standing.start(launch("-c", "true"))) {
            SmtpClient client = program.client();

            assertThat(client.reply()).isEqualTo("220 sink.example ESMTP");
            assertThat(client.say("EHLO client.example.org")).contains("8BITMIME");
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).isEqualTo("250 2.0.0 Ok: queued as SINK1");
            assertThat(client.say("QUIT")).isEqualTo("221 2.0.0 Bye");
            assertThat(client.rest()).isEmpty();
            assertThat(program.awaitExit()).isZero();
            assertThat(program.errors().toEnd()).isEmpty();
        }
        assertThat(site.sink().await().content()).isEqualTo(MAIL);
        assertThat(Spooled.in(site.spool())).isEmpty();
    }

    /** Nothing else tells the administrator who forgot -c that all mail passes. */
    @ParameterizedTest
    @EnumSource
    void thatThereIsNoFilterIsLoggedForTheProcessAndForEachMessage(Standing standing) {
        try (SyslogReceiver syslog = SyslogReceiver.in(site.workspace());
                Program program = standing.start(launch("-v", "--log", syslog.target()))) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().send("a@example.org", "b@example.com", MAIL))
                    .startsWith("250");
            assertThat(program.client().say("QUIT")).startsWith("221");

            syslog.lines().await("warning: there is no filter \\(-c\\): all messages pass");
            syslog.lines().await("accept: .*: no filter; reply=250 ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void thatAFailingFilterLetsMessagesPassIsLoggedForTheProcess(Standing standing) {
        try (SyslogReceiver syslog = SyslogReceiver.in(site.workspace());
                Program program = standing.start(launch("-c", "true", "--log", syslog.target()))) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().say("QUIT")).startsWith("221");

            syslog.lines()
                    .await("warning: when a filter fails, messages pass unfiltered; -r refuses them for now instead, "
                            + "or on-failure=tempfail for a filter with on-failure=pass");
        }
    }

    /** The default of -r does not reach a filter with a setting of its own, so the warning names what does. */
    @ParameterizedTest
    @EnumSource
    void aFilterThatMayPassInSpiteOfTheDefaultIsWarnedOf(Standing standing) {
        try (SyslogReceiver syslog = SyslogReceiver.in(site.workspace());
                Program program = standing.start(
                        launch("-r", "--filter", "command:true,on-failure=pass", "--log", syslog.target()))) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().say("QUIT")).startsWith("221");

            syslog.lines().await("warning: when a filter fails, messages pass unfiltered; .* on-failure=tempfail ");
        }
    }

    /** Whether the next hop is port 25 of this machine may take a look-up of its name, for which no client is to wait. */
    @ParameterizedTest
    @EnumSource(names = "ALONE_.*", mode = EnumSource.Mode.MATCH_ALL)
    void aSessionOfItsOwnIsOverBeforeAnythingIsWarnedOf(Standing standing) {
        Launch launch = Launch.of(
                        site.installation(), "127.0.0.77:25", "-d", site.spool().toString(), "-vv")
                .as("nobody");
        try (SyslogReceiver syslog = SyslogReceiver.in(site.workspace());
                Program program = standing.start(launch.with("--log", syslog.target()))) {
            program.client().endInput();
            String _ = program.client().rest();
            int _ = program.awaitExit();

            syslog.lines().await("warning: the next hop is port 25 of this machine");
            assertThat(syslog.lines().all().lines())
                    .filteredOn(
                            line -> line.contains("warning: the next hop is port 25") || line.contains("disconnect: "))
                    .satisfiesExactly(
                            first -> assertThat(first).contains("disconnect: "),
                            second -> assertThat(second).contains("port 25"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfInputEndsTheProcess(Standing standing) {
        try (Program program = standing.start(launch())) {
            assertThat(program.client().reply()).startsWith("220");
            program.client().endInput();

            assertThat(program.client().rest()).isEmpty();
            assertThat(program.awaitExit()).isZero();
        }
    }

    /** As spawn(8) does when its time is over; on a socket a shell waits for the JVM. */
    @ParameterizedTest
    @EnumSource(names = "ALONE_.*", mode = EnumSource.Mode.MATCH_ALL)
    void whenTheStartedProcessIsKilledNobodyServesTheSessionAnyMore(Standing standing) {
        try (Program program = standing.start(launch())) {
            assertThat(program.client().reply()).startsWith("220");
            Tools.run("/bin/sh", "-c", "kill -s KILL " + program.pid());

            assertThat(program.client().rest()).isEmpty();
            Residents.awaitEnd(site.installation().residents().alone());
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutANextHopTheClientIsTurnedAwayAndTheStatusIsOne(Standing standing) {
        Launch nowhere = Launch.of(
                        site.installation(),
                        "127.0.0.1:" + Tools.freePort(),
                        "-d",
                        site.spool().toString())
                .as("nobody");
        try (Program program = standing.start(nowhere)) {
            assertThat(program.client().rest())
                    .isEqualTo("421 4.3.2 Service not available - proxy failed to connect\r\n");
            assertThat(program.awaitExit()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whenTerminatedItFinishesTheMessageInHand(Standing standing) {
        Gate gate = Gate.in(site.workspace());
        try (Program program = standing.start(launch("-c", gate.filter()))) {
            SmtpClient client = program.client();
            assertThat(client.reply()).startsWith("220");
            client.begin("a@example.org", "b@example.com");
            client.finish(MAIL);
            Path email = gate.awaitFilter();
            assertThat(Spooled.in(site.spool())).contains(email);

            program.terminate();
            gate.open();

            assertThat(client.reply()).isEqualTo("250 2.0.0 Ok: queued as SINK1");
            assertThat(client.rest()).isEqualTo("421 4.3.2 Service shutting down - try again later\r\n");
            assertThat(program.awaitExit()).isZero();
        }
        assertThat(site.sink().await().content()).isEqualTo(MAIL);
        assertThat(Spooled.in(site.spool())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = "ALONE_.*", mode = EnumSource.Mode.MATCH_ALL)
    void whatAKilledProcessLeftTheNextOneSweeps(Standing standing) {
        Gate gate = Gate.in(site.workspace());
        try (Program killed = standing.start(launch("-c", gate.filter()))) {
            assertThat(killed.client().reply()).startsWith("220");
            killed.client().begin("a@example.org", "b@example.com");
            killed.client().finish(MAIL);
            Path _ = gate.awaitFilter();
            killed.kill();
            assertThat(killed.client().rest())
                    .as("no reply to a message that nobody has")
                    .isEmpty();
        }
        assertThat(Spooled.in(site.spool())).isNotEmpty();

        try (Program next = standing.start(launch())) {
            assertThat(next.client().reply()).startsWith("220");
            assertThat(next.client().say("QUIT")).startsWith("221");
            assertThat(next.awaitExit()).as(() -> next.errors().all()).isZero();
        }
        assertThat(site.workspace().list(site.spool())).isEmpty();
        assertThat(site.sink().waiting()).isZero();
    }

    /** The JVM's own files would take their numbers, and one of them be read as the client. */
    @ParameterizedTest
    @ValueSource(strings = {"<&-", ">&-", "2>&-", "<&- >&- 2>&-", "<&- >&- 2>&- --no-resident", "2>&- --no-resident"})
    void aStandardDescriptorThatIsClosedIsNobody(String redirection) {
        Path launcher = site.workspace()
                .script("closed", "exec " + site.installation().launcher() + " \"$@\" " + redirection + "\n");
        try (Program program = launch().launcher(launcher).onPipes()) {
            if (!redirection.contains("<&-")) {
                // To a closed one nothing can be said.
                program.client().write("QUIT\r\n");
            }

            assertThat(program.client().rest()).matches("(220 sink.example ESMTP\r\n)?(221 2.0.0 Bye\r\n)?");
            assertThat(program.awaitExit()).isZero();
        }
        assertThat(site.sink().waiting()).isZero();
    }

    /** Somebody else's, perhaps, so they stay like that; and nobody's processor is busy while a client thinks. */
    @Test
    void descriptorsThatDoNotWaitAreWaitedFor() {
        Path launcher = site.workspace()
                .script(
                        "not-waiting",
                        "exec " + Tools.PYTHON + " -I -S " + Tools.resource("not-waiting.py") + " "
                                + site.installation().launcher() + " \"$@\"\n");
        String large = MAIL + "x".repeat(70).concat("\r\n").repeat(3000);
        try (Program program =
                launch("-c", "true", "--no-resident").launcher(launcher).onPipes()) {
            SmtpClient client = program.client();
            assertThat(client.reply()).startsWith("220");
            Patience.await("it sleeps", program::sleeps);

            assertThat(client.send("a@example.org", "b@example.com", large)).startsWith("250");
            Patience.await("it sleeps", program::sleeps);
            client.endInput();
            assertThat(program.awaitExit()).isZero();
        }
        assertThat(site.sink().await().content()).isEqualTo(large);
    }

    @Test
    void bytesBeyondAsciiReachTheFilterThoughThereIsNoLocale() {
        Path seen = site.workspace().openDirectory("seen");
        String name = new String(new byte[] {'j', (byte) 0xC3, (byte) 0xBC, 'r', 'g'}, StandardCharsets.ISO_8859_1);
        try (Program program =
                launch("-c", "printf %s \"$SENDER\" >" + seen + "/sender").onPipes()) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().send(name + "@example.org", "b@example.com", MAIL))
                    .startsWith("250");
        }
        assertThat(site.workspace().read("seen/sender")).isEqualTo(name + "@example.org");
    }

    private Launch launch(String... arguments) {
        return site.launch().with(arguments).in(queueDirectory).as("nobody");
    }
}
