package postprox.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.filter.FailurePolicy;
import postprox.filter.FilterCapacity;
import postprox.filter.command.CrashPolicy;
import postprox.filter.program.ProcessLimits;
import postprox.net.Endpoint;
import postprox.net.NextHops;
import postprox.nexthop.NextHopTimeouts;
import postprox.session.ClientLimits;
import postprox.session.SessionConfig;
import postprox.smtp.StrayCr;

/** What a command line means to the parts of the program. */
class SettingsTest {
    @TempDir
    private Path directory;

    @Test
    void defaultsAreTheManuals() throws UsageException {
        Settings settings = settings("mx");

        assertThat(settings.nextHop()).isEqualTo(NextHops.of(new Endpoint.Tcp("mx", 25)));
        assertThat(settings.command()).isEmpty();
        assertThat(settings.tempDirectory()).isEqualTo(Path.of("/tmp"));
        assertThat(settings.filterTimeout()).hasSeconds(30);
        assertThat(settings.crashPolicy()).isEqualTo(CrashPolicy.FAIL);
        assertThat(settings.verbosity()).isZero();
        assertThat(settings.log()).isEqualTo(new LogTarget.Syslog("/dev/log"));
        assertThat(settings.listen()).isEmpty();
        assertThat(settings.foreground()).isFalse();
        assertThat(settings.pidFile()).isEmpty();
        assertThat(settings.resident()).isEmpty();
        assertThat(settings.residentIdle()).hasSeconds(100);
        assertThat(settings.filterCapacity()).isEqualTo(new FilterCapacity(100, 1000));
        assertThat(settings.processLimits()).isEqualTo(ProcessLimits.NONE);
        assertThat(settings.failurePolicy()).isEqualTo(FailurePolicy.PASS);
        assertThat(settings.forSessions())
                .isEqualTo(new SessionConfig(
                        new ClientLimits(10_000, 0, 12_288, Duration.ofMinutes(5), Duration.ofHours(1), 0, 10_000),
                        Duration.ofSeconds(90),
                        new NextHopTimeouts(Duration.ofSeconds(90), Duration.ofMinutes(10), Duration.ofSeconds(60)),
                        StrayCr.SPACE));
    }

    @Test
    void everyChoiceArrives() throws UsageException {
        Settings settings = settings(
                "mx:26",
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

        assertThat(settings.nextHop()).isEqualTo(NextHops.of(new Endpoint.Tcp("mx", 26)));
        assertThat(settings.command()).contains("exit 0");
        assertThat(settings.tempDirectory()).isEqualTo(directory);
        assertThat(settings.filterTimeout()).hasSeconds(31);
        assertThat(settings.crashPolicy()).isEqualTo(CrashPolicy.REFUSE);
        assertThat(settings.verbosity()).isEqualTo(2);
        assertThat(settings.log()).isEqualTo(new LogTarget.StandardError());
        assertThat(settings.listen()).contains(new Endpoint.Tcp("::1", 27));
        assertThat(settings.foreground()).isTrue();
        assertThat(settings.pidFile()).contains(Path.of("/run/x.pid"));
        assertThat(settings.filterCapacity()).isEqualTo(new FilterCapacity(5, 6));
        assertThat(settings.processLimits()).isEqualTo(new ProcessLimits(1L << 30, 9, 60, 100_000));
        assertThat(settings.failurePolicy()).isEqualTo(FailurePolicy.TEMPFAIL);
        assertThat(settings.forSessions())
                .isEqualTo(new SessionConfig(
                        new ClientLimits(8000, 20, 65_536, Duration.ofSeconds(7), Duration.ofSeconds(8), 20L << 20, 50),
                        Duration.ofSeconds(91),
                        new NextHopTimeouts(Duration.ofSeconds(92), Duration.ofMinutes(10), Duration.ofSeconds(60)),
                        StrayCr.KEEP));
    }

    @Test
    void residentIsAProxyWithASocketOfItsOwn() throws UsageException {
        Settings settings = settings("--resident", "/tmp/socket", "mx:26", "--resident-idle=5", "--no-resident");

        assertThat(settings.resident()).contains(Path.of("/tmp/socket"));
        assertThat(settings.residentIdle()).hasSeconds(5);
    }

    /** As a script makes it of a variable that is not set; the warning at the start says that there is no filter. */
    @Test
    void anEmptyCommandIsNoFilter() throws UsageException {
        assertThat(settings("mx", "-c", "").command()).isEmpty();
        assertThat(settings("mx", "-c", " \t").command()).isEmpty();
    }

    @Test
    void nextHopIsAnOptionToo() throws UsageException {
        assertThat(Settings.ofProxy(configuration("--next-hop", "mx:26")).nextHop())
                .isEqualTo(NextHops.of(new Endpoint.Tcp("mx", 26)));
    }

    @Test
    void severalNextHopsAreSeparatedByCommas() throws UsageException {
        NextHops hops = settings(
                        "10.0.0.1:26, [::1]:27,unix:/run/smtp, mx:example.org,srv:_smtp._tcp.example.org",
                        "--next-hop-order=round-robin",
                        "--name-server=127.0.0.1:8600, ::1")
                .nextHop();

        assertThat(hops)
                .hasToString("10.0.0.1:26, [::1]:27, unix:/run/smtp, mx:example.org, srv:_smtp._tcp.example.org");
        assertThat(hops.order()).isEqualTo(NextHops.Order.ROUND_ROBIN);
        assertThat(hops.nameServers()).hasSize(2);
        assertThat(settings("mx").nextHop().order()).isEqualTo(NextHops.Order.FIRST);
    }

    @Test
    void logGoesToSyslogAtItsUsualOrAnotherSocketOrToStandardError() throws UsageException {
        assertThat(settings("mx", "--log", "syslog").log()).isEqualTo(new LogTarget.Syslog("/dev/log"));
        assertThat(settings("mx", "--log", "syslog:/run/log").log()).isEqualTo(new LogTarget.Syslog("/run/log"));
        String longest = "/" + "x".repeat(106);
        assertThat(settings("mx", "--log", "syslog:" + longest).log()).isEqualTo(new LogTarget.Syslog(longest));
        assertThat(settings("mx", "--log", "stderr").log()).isEqualTo(new LogTarget.StandardError());
        for (String spelled : List.of("/var/log/x", "file:/var/log/x")) {
            assertThat(settings("mx", "--log", spelled).log()).isEqualTo(new LogTarget.File(Path.of("/var/log/x")));
        }
    }

    @Test
    void logGoesToSeveralPlacesWithCommasBetweenThemAndBlanksDoNotCount() throws UsageException {
        LogTarget json = new LogTarget.JsonFile(Path.of("/var/log/a.json"));
        LogTarget several = new LogTarget.Several(List.of(
                new LogTarget.Syslog("/run/a"),
                json,
                new LogTarget.File(Path.of("/x")),
                new LogTarget.StandardError()));
        assertThat(settings("mx", "--log", "json:/var/log/a.json").log()).isEqualTo(json);
        assertThat(settings("mx", "--log", "json:stderr").log()).isEqualTo(new LogTarget.JsonStandardError());
        for (String spelled : List.of(
                "syslog:/run/a,json:/var/log/a.json,/x,stderr",
                "syslog:/run/a, json:/var/log/a.json , \tfile:/x ,stderr ")) {
            assertThat(settings("mx", "--log", spelled).log()).as(spelled).isEqualTo(several);
        }
    }

    private static Configuration configuration(String... arguments) throws UsageException {
        return CommandLine.read(Usage.SERVE, List.of(arguments)).configuration();
    }

    private static Settings settings(String... arguments) throws UsageException {
        CommandLine line = CommandLine.read(Usage.SERVE, new ArrayList<>(List.of(arguments)));
        return Settings.ofProxy(line.configuration().withNextHop(line.operands().getFirst()));
    }
}
