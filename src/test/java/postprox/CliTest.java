package postprox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.command.CrashPolicy;
import postprox.filter.command.ProcessLimits;
import postprox.net.Endpoint;
import postprox.nexthop.NextHopTimeouts;
import postprox.session.Limits;
import postprox.session.SessionSettings;
import postprox.smtp.StrayCr;
import postprox.trial.TrialRequest;

/** What a command line means. */
class CliTest {
    private static final Endpoint MX = new Endpoint.Tcp("mx", 26);

    @TempDir
    private Path directory;

    @Test
    void defaultsAreTheManuals() throws UsageException {
        assertThat(settings("mx"))
                .isEqualTo(new Settings(
                        new Endpoint.Tcp("mx", 25),
                        Optional.empty(),
                        Path.of("/tmp"),
                        Duration.ofSeconds(30),
                        FailurePolicy.PASS,
                        CrashPolicy.FAIL,
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(90),
                        StrayCr.SPACE,
                        0,
                        new LogTarget.Syslog("/dev/log"),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(100),
                        new Limits(10_000, 0, 12_288, Duration.ofMinutes(5), Duration.ofHours(1), 0, 10_000),
                        new FilterCapacity(100, 1000),
                        ProcessLimits.NONE));
    }

    @Test
    void residentIsAProxyWithASocketOfItsOwn() throws UsageException {
        Settings settings = settings("--resident", "/tmp/socket", "mx:26", "--resident-idle=5", "--no-resident");

        assertThat(settings.resident()).contains(Path.of("/tmp/socket"));
        assertThat(settings.residentIdle()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void everyOptionOfTheProxyCanBeGivenInItsLongForm() throws UsageException {
        Settings expected = new Settings(
                MX,
                Optional.of("exit 0"),
                directory,
                Duration.ofSeconds(31),
                FailurePolicy.TEMPFAIL,
                CrashPolicy.REFUSE,
                Duration.ofSeconds(91),
                Duration.ofSeconds(92),
                StrayCr.KEEP,
                2,
                new LogTarget.StandardError(),
                Optional.of(new Endpoint.Tcp("::1", 27)),
                true,
                Optional.of(Path.of("/run/x.pid")),
                Optional.empty(),
                Duration.ofSeconds(100),
                new Limits(8000, 20, 65_536, Duration.ofSeconds(7), Duration.ofSeconds(8), 20L << 20, 50),
                new FilterCapacity(5, 6),
                new ProcessLimits(1L << 30, 9, 60, 100_000));
        List<String> options = List.of(
                "--command=exit 0",
                "--tempdir=" + directory,
                "--timeout=31",
                "--reject",
                "--crash=refuse",
                "--deadline=91",
                "--next-hop-timeout=92",
                "--stray-cr=keep",
                "--verbose",
                "--verbose",
                "--log=stderr",
                "--listen=[::1]:27",
                "--foreground",
                "--pidfile=/run/x.pid",
                "--sessions=8000",
                "--sessions-per-address=20",
                "--command-size=64K",
                "--command-timeout=7",
                "--data-timeout=8",
                "--message-size=20M",
                "--recipients=50",
                "--filters=5",
                "--filters-waiting=6",
                "--filter-memory=1G",
                "--filter-cpu=9",
                "--filter-processes=60",
                "--filter-file-size=100000");
        assertThat(settings(with("mx:26", options))).isEqualTo(expected);
        List<String> apart = new ArrayList<>();
        options.forEach(option -> apart.addAll(List.of(option.split("=", 2))));
        assertThat(settings(with("mx:26", apart))).as("with the values behind").isEqualTo(expected);
    }

    @Test
    void everyShortOptionOfTheManualDoesTheSameAsItsLongForm() throws UsageException {
        assertThat(settings("mx:26", "-c", "exit 0", "-d", directory.toString(), "-t", "31", "-r", "-v", "-l", "27"))
                .isEqualTo(settings(
                        "mx:26",
                        "--command",
                        "exit 0",
                        "--tempdir",
                        directory.toString(),
                        "--timeout",
                        "31",
                        "--reject",
                        "--verbose",
                        "--listen",
                        "27"));
    }

    @Test
    void shortOptionsCanBeBundledAsWithGetopt() throws UsageException {
        Settings expected = settings("mx", "-r", "-v", "-v", "-t", "30", "-c", "x y");
        assertThat(settings("-rv", "-v", "-t30", "-cx y", "mx")).isEqualTo(expected);
        assertThat(settings("-rvvt30", "mx", "-c", "x y")).isEqualTo(expected);
        assertThat(settings("-vrvcx y", "-t", "30", "mx")).isEqualTo(expected);
        assertThat(settings("mx", "-vvrt", "30", "--command", "x y")).isEqualTo(expected);
        assertThat(settings("mx", "-vl127.0.0.1:27").listen()).contains(new Endpoint.Tcp("127.0.0.1", 27));
    }

    @Test
    void nextHopCanStandBeforeBetweenOrBehindOptions() throws UsageException {
        Settings expected = settings("mx:26", "-r", "-t", "5");
        assertThat(settings("-r", "-t", "5", "mx:26")).isEqualTo(expected);
        assertThat(settings("-r", "mx:26", "-t", "5")).isEqualTo(expected);
        assertThat(settings("-r", "-t", "5", "--", "mx:26")).isEqualTo(expected);
    }

    /** As a script makes it of a variable that is not set; the warning at the start says that there is no filter. */
    @Test
    void anEmptyCommandIsNoFilter() throws UsageException {
        assertThat(settings("mx", "-c", "").command()).isEmpty();
        assertThat(settings("mx", "-c", " \t").command()).isEmpty();
    }

    @Test
    void commandIsTakenAsItIs() throws UsageException {
        for (String command : List.of(
                "exit 0",
                "\"quoted\"",
                "'q'",
                "a=b",
                "x -v -r",
                "--",
                "-",
                "-rv",
                "-x y",
                "--reject",
                "gr\u00c3\u00bc\u00ff",
                "a\nb")) {
            assertThat(settings("mx", "-c", command).command()).as(command).contains(command);
            assertThat(settings("mx", "--command", command).command())
                    .as(command)
                    .contains(command);
            assertThat(settings("mx", "--command=" + command).command())
                    .as(command)
                    .contains(command);
        }
    }

    @Test
    void laterValueOverridesAnEarlierOne() throws UsageException {
        assertThat(settings("mx", "-t", "5", "-c", "a", "--timeout=6", "-cb").filterTimeout())
                .isEqualTo(Duration.ofSeconds(6));
        assertThat(settings("mx", "-c", "a", "-cb").command()).contains("b");
    }

    @Test
    void verbosityEndsAtThree() throws UsageException {
        assertThat(settings("mx", "-v").verbosity()).isEqualTo(1);
        assertThat(settings("mx", "-vv").verbosity()).isEqualTo(2);
        assertThat(settings("mx", "-vvv").verbosity()).isEqualTo(3);
        assertThat(settings("mx", "-vvvvv").verbosity()).isEqualTo(3);
    }

    @Test
    void logGoesToSyslogAtItsUsualOrAnotherSocketOrToStandardError() throws UsageException {
        assertThat(settings("mx", "--log", "syslog").log()).isEqualTo(new LogTarget.Syslog("/dev/log"));
        assertThat(settings("mx", "--log", "syslog:/run/log").log()).isEqualTo(new LogTarget.Syslog("/run/log"));
        String longest = "/" + "x".repeat(106);
        assertThat(settings("mx", "--log", "syslog:" + longest).log()).isEqualTo(new LogTarget.Syslog(longest));
        assertThat(settings("mx", "--log", "stderr").log()).isEqualTo(new LogTarget.StandardError());
    }

    @Test
    void sessionsGetWhatTheAdministratorChose() throws UsageException {
        assertThat(settings("mx").forSessions())
                .isEqualTo(new SessionSettings(
                        Limits.DEFAULT,
                        Duration.ofSeconds(90),
                        new NextHopTimeouts(Duration.ofSeconds(90), Duration.ofMinutes(10), Duration.ofSeconds(60)),
                        StrayCr.SPACE));
        SessionSettings chosen =
                settings("mx", "-r", "--deadline=5", "--stray-cr=keep").forSessions();
        assertThat(settings("mx", "--recipients=7").forSessions().limits().recipients())
                .isEqualTo(7);
        assertThat(chosen.messageDeadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(chosen.strayCr()).isEqualTo(StrayCr.KEEP);
        assertThat(settings("mx", "-r").failurePolicy()).isEqualTo(FailurePolicy.TEMPFAIL);
    }

    @Test
    void defaultDeadlineIsBelowPostfixsPatience() {
        // smtpd_proxy_timeout
        assertThat(SessionSettings.MESSAGE_DEADLINE).isLessThan(Duration.ofSeconds(100));
        assertThat(NextHopTimeouts.REPLY).isLessThan(Duration.ofSeconds(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--help", "-L", "--license", "-V", "--version"})
    void printingOptionsWinOverEverythingElse(String option) throws UsageException {
        assertThat(Cli.parse(List.of(option))).isInstanceOf(Invocation.Print.class);
        assertThat(Cli.parse(List.of("mx", "one", "too many", option))).isEqualTo(Cli.parse(List.of(option)));
        assertThat(Cli.parse(List.of("try", option))).isEqualTo(Cli.parse(List.of(option)));
        assertThat(Cli.parse(List.of("demo", option))).isEqualTo(Cli.parse(List.of(option)));
    }

    @Test
    void printedTextsAreWhatTheirOptionsSay() throws UsageException {
        assertThat(printed("-h")).startsWith("Usage: postprox HOST[:PORT]").endsWith("\n");
        assertThat(printed("-L")).contains("Apache License").contains("Version 2.0");
        assertThat(printed("-V"))
                .matches("postprox \\d+\\.\\d+\\.\\d+\\S*\nruntime: .*"
                        + Runtime.version().feature() + ".*\nfilters: .+\n");
    }

    @Test
    void tryHasDefaultsAndTakesEveryOptionOfItsOwn() throws UsageException, IOException {
        assertThat(trial("try", "-c", "x"))
                .isEqualTo(new TrialRequest(
                        "x",
                        Optional.empty(),
                        "sender@example.org",
                        List.of("recipient@example.com"),
                        "client.example.org",
                        "192.0.2.1",
                        Path.of("/tmp"),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(90),
                        FailurePolicy.PASS,
                        CrashPolicy.FAIL,
                        StrayCr.SPACE,
                        ProcessLimits.NONE));
        Path message = Files.createFile(directory.resolve("message.eml"));
        assertThat(trial(
                        "try",
                        message.toString(),
                        "-rcx",
                        "-t5",
                        "-d",
                        directory.toString(),
                        "--sender=<>",
                        "--recipient=a@b",
                        "--recipient",
                        "c@d",
                        "--helo=h",
                        "--remote-ip=::1",
                        "--deadline=7",
                        "--filter-memory=1024K",
                        "--crash=refuse",
                        "--stray-cr=keep"))
                .isEqualTo(new TrialRequest(
                        "x",
                        Optional.of(message),
                        "<>",
                        List.of("a@b", "c@d"),
                        "h",
                        "::1",
                        directory,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(7),
                        FailurePolicy.TEMPFAIL,
                        CrashPolicy.REFUSE,
                        StrayCr.KEEP,
                        new ProcessLimits(1 << 20, 0, 0, 0)));
    }

    @Test
    void demoServesWhenAsked() throws UsageException {
        assertThat(Cli.parse(List.of("demo"))).isEqualTo(new Invocation.Demo(false, Settings.TEMP_DIRECTORY));
        assertThat(Cli.parse(List.of("demo", "--serve"))).isEqualTo(new Invocation.Demo(true, Settings.TEMP_DIRECTORY));
    }

    @Test
    void hostThatIsNamedLikeASubcommandIsReachedWithItsPort() throws UsageException {
        assertThat(settings("demo:25").nextHop()).isEqualTo(new Endpoint.Tcp("demo", 25));
        assertThat(settings("--", "try").nextHop()).isEqualTo(new Endpoint.Tcp("try", 25));
    }

    private static String[] with(String operand, List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.add(operand);
        return all.toArray(String[]::new);
    }

    private static Settings settings(String... arguments) throws UsageException {
        if (Cli.parse(List.of(arguments)) instanceof Invocation.Proxy(Settings settings)) {
            return settings;
        }
        throw new AssertionError("not a proxy: " + List.of(arguments));
    }

    private static TrialRequest trial(String... arguments) throws UsageException {
        if (Cli.parse(List.of(arguments)) instanceof Invocation.Try(TrialRequest request)) {
            return request;
        }
        throw new AssertionError("not a trial: " + List.of(arguments));
    }

    private static String printed(String option) throws UsageException {
        return Cli.parse(List.of(option)) instanceof Invocation.Print(String text) ? text : "";
    }
}
