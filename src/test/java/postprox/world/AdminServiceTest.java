package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postprox.metrics.Promtool;
import postprox.testkit.Ports;

/** What monitoring programs and load balancers see of a running process. */
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class AdminServiceTest {
    private static final String FILTER = "grep -q lottery \"$EMAIL\" && { echo 550 5.7.1 no lottery >&2; exit 1; };"
            + " grep -q crash \"$EMAIL\" && exit 2; exit 0";

    private final Site site = new Site();
    private final int admin = Ports.free();
    private final int agent = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void cleanUp() {
        http.close();
        site.close();
    }

    private ProxyService start(String... more) {
        return ProxyService.start(site.launch("-c", FILTER, "--log", "stderr", "--admin", Integer.toString(admin))
                .with("--agent", Integer.toString(agent))
                .with(more));
    }

    private HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(path, e);
        }
    }

    private String askAgent() throws IOException {
        try (Socket socket = new Socket(Tools.LOOPBACK, agent)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static void awaitOpen(ProxyService proxy) {
        proxy.log().await("the page for administrators .--admin. answers at");
        proxy.log().await("the agent for HAProxy .--agent. answers at");
    }

    @Test
    void prometheusFetchesWhatHappenedAndTheDocumentNamesAllOfIt() throws IOException {
        try (ProxyService proxy = start()) {
            awaitOpen(proxy);
            assertThat(proxy.send("Subject: hello\r\n\r\nBody\r\n")).startsWith("250");
            assertThat(proxy.send("Subject: lottery\r\n\r\nBody\r\n")).startsWith("550");
            assertThat(proxy.send("Subject: crash\r\n\r\nBody\r\n")).startsWith("250");

            String metrics = get("/metrics").body();
            assertThat(metrics.lines())
                    .contains(
                            "postprox_messages_total{result=\"accepted\"} 2.0",
                            "postprox_messages_total{result=\"refused\"} 1.0",
                            "postprox_unfiltered_messages_total{filter=\"-c\"} 1.0",
                            "postprox_filter_answers_total{answer=\"pass\",filter=\"-c\"} 1.0",
                            "postprox_filter_answers_total{answer=\"reject\",filter=\"-c\"} 1.0",
                            "postprox_filter_answers_total{answer=\"failed\",filter=\"-c\"} 1.0",
                            "postprox_sessions_ended_total{end=\"client_gone\"} 3.0",
                            "postprox_next_hop_up{next_hop=\"" + site.sink().place() + "\"} 1.0",
                            "postprox_filters_running_limit{filter=\"-c\"} 100.0",
                            "postprox_ready 1.0",
                            "postprox_draining 0.0");
            Promtool.check(metrics);
            String page = Files.readString(Path.of("docs/metrics.md"));
            assertThat(names(metrics, "# TYPE (postprox_[a-z_]+) "))
                    .isEqualTo(names(page, "`(postprox_[a-z_]+)`").stream()
                            // Without a quarantine there is nothing of it.
                            .filter(name -> !name.startsWith("postprox_quarantine_"))
                            .collect(Collectors.toCollection(TreeSet::new)));
            assertThat(names(page, "\\| `([a-z_]+)` \\| [^`]*\\|\n"))
                    .containsAll(names(metrics, "postprox_troubles_total\\{trouble=\"([a-z_]+)\""));
            dashboardAndAlertsNameWhatThereIs(metrics);
        }
    }

    /** An alert on a metric that is not there never fires, and nobody notices. */
    private void dashboardAndAlertsNameWhatThereIs(String metrics) throws IOException {
        Path rules = Path.of("packaging/prometheus").toAbsolutePath();
        Promtool.run(rules, "check", "rules", "postprox.rules.yml");
        Promtool.run(rules, "test", "rules", "postprox.rules.test.yml");

        String dashboard = Files.readString(Path.of("packaging/grafana/postprox.json"));
        List<String> expressions = Pattern.compile("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"")
                .matcher(dashboard)
                .results()
                .map(found -> found.group(1)
                        .replace("\\\"", "\"")
                        .replace("$__rate_interval", "5m")
                        .replace("$instance", ".*"))
                .toList();
        assertThat(expressions).hasSizeGreaterThan(15);
        StringBuilder file = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        for (int i = 0; i < expressions.size(); i++) {
            file.append("      - record: dashboard:").append(i).append("\n        expr: '");
            file.append(expressions.get(i).replace("'", "''")).append("'\n");
        }
        Path written = Files.writeString(site.workspace().path("dashboard.yml"), file);
        Promtool.run(written.resolveSibling(""), "check", "rules", written.toString());

        Set<String> used = names(
                String.join("\n", expressions) + Files.readString(rules.resolve("postprox.rules.yml")),
                "\\b((?:postprox|jvm|process)_[a-z_]+)[{ \\[]");
        used.removeIf(name -> name.startsWith("postprox_quarantine_"));
        Set<String> there = names(metrics, "(?m)^((?:postprox|jvm|process)_[a-z_]+)[{ ]");
        assertThat(there).containsAll(used);
        assertThat(dashboard).doesNotContain("\"uid\": \"P").contains("\"schemaVersion\"", "\"${datasource}\"");
        List<String> ids = Pattern.compile("\"id\": (\\d+)")
                .matcher(dashboard)
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }

    private static Set<String> names(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void itIsReadyAsLongAsItsNextHopGreets() {
        try (ProxyService proxy = start()) {
            awaitOpen(proxy);
            assertThat(get("/healthz").body()).isEqualTo("ok\n");
            assertThat(get("/readyz").body())
                    .as("no session has asked the next hop")
                    .isEqualTo("ready\n");

            site.sink().close();
            Patience.await("not ready", () -> get("/readyz").statusCode() == 503);
            assertThat(get("/readyz").body()).isEqualTo("not ready: next hop\n");
            assertThat(get("/healthz").statusCode())
                    .as("a restart would not help")
                    .isEqualTo(200);
        }
    }

    /** A server that is down is asked again every ten seconds, so that the latest contact is nearly always that failure. */
    @Test
    void itIsReadyAsLongAsOneOfTwoServersOfItsNextHopGreets() {
        String dead = "127.0.0.1:" + Ports.free();
        Launch launch = Launch.of(
                site.installation(),
                dead + "," + site.sink().place(),
                "-d",
                site.spool().toString());
        try (ProxyService proxy =
                ProxyService.start(launch.with("--log", "stderr", "--admin", Integer.toString(admin)))) {
            proxy.log().await("the page for administrators .--admin. answers at");
            assertThat(proxy.send("Subject: hello\r\n\r\nBody\r\n")).startsWith("250");
            String once = "postprox_next_hop_connections_total{next_hop=\"" + dead + "\",result=\"failed\"} 1.0";
            assertThat(get("/metrics").body().lines()).contains(once);
            Patience.await(
                    "another attempt at the server that is down",
                    () -> !get("/metrics").body().contains(once));
            assertThat(get("/readyz").body()).isEqualTo("ready\n");
        }
    }

    @Test
    void itSaysDrainFromTheStopUntilTheLastMessageIsAnswered() throws IOException {
        try (ProxyService proxy = start()) {
            awaitOpen(proxy);
            assertThat(askAgent()).isEqualTo("ready up 100%\n");
            try (SmtpClient client = SmtpClient.connect(proxy.port())) {
                assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("250");
                assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250");
                assertThat(client.say("DATA")).startsWith("354");
                ProcessHandle.of(proxy.jvm()).orElseThrow().destroy();
                Patience.await("a drain", () -> get("/readyz").body().startsWith("not ready: draining"));
                assertThat(askAgent()).isEqualTo("drain\n");
                assertThat(get("/metrics").body().lines()).contains("postprox_draining 1.0", "postprox_ready 0.0");
                assertThat(client.say("Subject: hello\r\n\r\nBody\r\n.")).startsWith("250");
            }
        }
    }

    @Test
    void mailIsServedWhileThePlaceOfThePageIsTaken() throws IOException {
        ProxyService proxy;
        try (ServerSocket _ = new ServerSocket(admin, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            proxy = start();
            proxy.log()
                    .await("warning: cannot open the page for administrators .--admin. at 127.0.0.1:" + admin
                            + ", trying again each second: ");
            assertThat(proxy.send("Subject: hello\r\n\r\nBody\r\n")).startsWith("250");
        }
        try (proxy) {
            proxy.log().await("the page for administrators .--admin. answers at 127.0.0.1:" + admin);
            assertThat(get("/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void atAUnixSocketItAnswersThereAlone() {
        Path socket = site.workspace().path("admin.socket");
        try (ProxyService proxy =
                ProxyService.start(site.launch("-c", FILTER, "--log", "stderr", "--admin", "unix:" + socket))) {
            proxy.log().await("the page for administrators .--admin. answers at unix:" + socket);
            assertThat(Tools.run("/usr/bin/curl", "-s", "--unix-socket", socket.toString(), "http://localhost/healthz"))
                    .isEqualTo("ok\n");
            for (String port : tcpPorts(proxy.jvm())) {
                if (!port.equals(Integer.toString(proxy.port()))) {
                    assertThat(Tools.run("/usr/bin/curl", "-s", "http://127.0.0.1:" + port + "/healthz"))
                            .isEqualTo("this server answers at its Unix socket alone\n");
                }
            }
        }
        assertThat(socket).doesNotExist();
    }

    private static List<String> tcpPorts(long pid) {
        return Tools.run("/usr/bin/ss", "-Hltnp")
                .lines()
                .filter(line -> line.contains("pid=" + pid + ","))
                .map(line -> line.split("\\s+")[3])
                .map(address -> address.substring(address.lastIndexOf(':') + 1))
                .toList();
    }

    /** The resident process, which Postfix's spawn(8) has started, has the page too. */
    @Test
    void aResidentProcessHasThePageWhenTheFirstClientHasItsReply() {
        try (ResidentSessions sessions = new ResidentSessions()) {
            sessions.deliver(Standing.ON_PIPES, sessions.launch("-c", "true", "--admin", Integer.toString(admin)));
            Patience.await("the page", () -> isOpen(admin));
            assertThat(get("/metrics").body().lines()).contains("postprox_messages_total{result=\"accepted\"} 1.0");
        }
    }

    private static boolean isOpen(int port) {
        try (Socket _ = new Socket(Tools.LOOPBACK, port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
