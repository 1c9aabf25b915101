package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the real program writes with {@code --log json:}, as a parser that is not ours reads it. */
@Timeout(value = 240, threadMode = SEPARATE_THREAD)
class JsonLogFileTest {
    /** An event a line, with the values that these tests are about. */
    private static final String READER = """
            import json, sys
            for line in open(sys.argv[1], encoding="ascii"):
                event = json.loads(line)
                assert event["time"].endswith("Z") and event["level"] in ("error", "warning", "info", "debug"), line
                names = ("event", "helo", "filter_result", "reply", "by", "end", "risk", "mode", "lines", "detail")
                print(*(ascii(event[name]) if name == "helo" else event[name] for name in names if name in event))
            """;

    private static final String HOSTILE = "x\",\"event\":\"forged\u001b[2J\u00ff\u00e2\u0080\u00ae";

    private final Site site = new Site();
    private final Path file = site.workspace().openDirectory("events").resolve("postprox.json");
    private final SubjectFilter filter = SubjectFilter.in(site.workspace());
    private final SyslogReceiver syslog = SyslogReceiver.in(site.workspace());

    @AfterEach
    void cleanUp() {
        syslog.close();
        site.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"ON_ONE_SOCKET", "ALONE_ON_PIPES"})
    void aSessionAndItsMessagesAreEventsBesideTheLinesOfSyslog(Standing standing) {
        Launch launch = launch("-v", "--log", syslog.target() + ",json:" + file);
        try (Program program = standing.start(launch)) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().say("EHLO " + HOSTILE)).startsWith("250");
            assertThat(program.client().send("a@example.org", "b@example.com", "Subject: change one\r\n\r\n"))
                    .startsWith("250");
            assertThat(program.client().send("a@example.org", "b@example.com", "Subject: refuse two\r\n\r\n"))
                    .startsWith("550");
            assertThat(program.client().say("QUIT")).startsWith("221");
            assertThat(program.awaitExit()).isZero();
        }
        syslog.lines().await("reject: .*; by=filter");
        // The session's end is logged when its client has gone already.
        Patience.await("the log has the session's end", () -> events().contains("session_ended quit"));
        String helo = "'x\",\"event\":\"forged\\x1b[2J\\ufffd\\u202e'";
        assertThat(events())
                .containsSubsequence(
                        "session_started",
                        "message_accepted " + helo + " changed 250 2.0.0 Ok: queued as SINK1",
                        "message_refused " + helo + " 550 5.7.1 We do not want this filter",
                        "session_ended quit");
    }

    @Test
    void aServiceSaysWhatItDoes() {
        try (Program program = service("json:" + file + ",stderr")) {
            program.errors().await("postprox: listening on");
            program.terminate();
            assertThat(program.awaitExit()).isZero();
            program.errors().await("postprox: stopped");
        }
        assertThat(events())
                .containsSubsequence("started listening", "stopped listening")
                .contains("start_warning unfiltered_on_failure");
    }

    /** It is no spool_trouble, since the disk is sound: a chart of its failures must not count this. */
    @Test
    void aFilterThatShutsItsDirectoryIsAnEventOfItsOwn() {
        try (Program program = site.launch("-c", "chmod 0 \"$(dirname \"$EMAIL\")\"", "--log", "json:" + file)
                .onPipes()) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().send("a@example.org", "b@example.com", "Subject: one\r\n\r\n"))
                    .startsWith("451");
            assertThat(program.client().say("QUIT")).startsWith("221");
            assertThat(program.awaitExit()).isZero();
        }
        assertThat(events()).anyMatch(event -> event.matches("directory_shut a filter shut .* \\(chmod\\), .*"));
    }

    @Test
    void onAFullDiskMailFlowsOnAndTheOtherLogHasAll() {
        int port = Tools.freePort();
        try (Program program = service(port, "stderr,json:/dev/full")) {
            program.errors().await("listening on");
            try (SmtpClient client = SmtpClient.connect(port)) {
                assertThat(client.send("a@example.org", "b@example.com", "Subject: one\r\n\r\n"))
                        .startsWith("250");
            }
            program.errors().await("accept: ");
            program.terminate();
            assertThat(program.awaitExit()).isZero();
        }
    }

    @Test
    void aServiceWhoseLogCannotBeWrittenDoesNotStart() {
        try (Program program = service("json:" + file.resolve("x"))) {
            program.errors().await("postprox: cannot write the log " + file + "/x: its directory is not there");
            assertThat(program.awaitExit()).isEqualTo(3);
        }
    }

    @Test
    void aSessionWithJsonOnStandardErrorHasNoResidentProcess() {
        try (Program program = launch("--log", "json:stderr").onPipes()) {
            assertThat(program.client().reply()).startsWith("220");
            program.errors().await("^\\{\"time\":\"[^\"]*\",\"level\":\"info\",\"event\":\"session_started\",");
            assertThat(site.installation().residents().all()).isEmpty();
            assertThat(program.client().say("QUIT")).startsWith("221");
            assertThat(program.awaitExit()).isZero();
        }
    }

    private Launch launch(String... arguments) {
        return site.launch("-c", filter.command()).with(arguments);
    }

    private Program service(String log) {
        return service(Tools.freePort(), log);
    }

    private Program service(int port, String log) {
        return launch("-v", "-l", Integer.toString(port), "--foreground", "--log", log)
                .onPipes();
    }

    private List<String> events() {
        return Tools.run(Tools.PYTHON, "-I", "-S", "-c", READER, file.toString())
                .lines()
                .toList();
    }
}
