package postprox.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.admin.AdminServer.Served;
import postprox.admin.Page.Access;
import postprox.net.Endpoint;
import postprox.testkit.TestWatchdog;
import postprox.world.Patience;

/** What clients, browsers of strangers and mere noise can do to the web server. */
class AdminServerTest {
    private static final String HERE = "Host: localhost";
    private static final String SECRET = "secret page";
    private static final String TOKEN = "a-token-that-nobody-guesses";

    private final CountDownLatch largeEnded = new CountDownLatch(1);
    private final List<AdminServer> servers = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (AdminServer server : servers) {
            server.close();
        }
    }

    private int open(Gate gate) throws IOException {
        Map<String, Served> pages = Map.of(
                "/", new Served(answer -> answer.text(200, SECRET), Access.GUARDED),
                "/status", new Served(answer -> answer.text(200, SECRET), Access.GUARDED),
                "/healthz", new Served(answer -> answer.text(200, "ok"), Access.OPEN),
                "/events", new Served(new Events(() -> "{}".getBytes(StandardCharsets.US_ASCII)), Access.GUARDED),
                "/large", new Served(this::large, Access.GUARDED));
        AdminServer server = AdminServer.open(
                new Endpoint.Tcp("127.0.0.1", 0), gate, pages, TestWatchdog.running(), Throwable::printStackTrace);
        servers.add(server);
        return server.port();
    }

    private int open() throws IOException {
        return open(new Gate(List.of("mail.example"), Optional.empty()));
    }

    private void large(Answer answer) throws IOException {
        try {
            answer.send(200, "text/plain", new byte[50_000_000]);
        } finally {
            largeEnded.countDown();
        }
    }

    @Test
    void everyAnswerForbidsWhatThePageDoesNotNeed() throws IOException {
        int port = open();
        for (String path : List.of("/", "/nothing", "/healthz")) {
            assertThat(WebClient.get(port, path, HERE).toLowerCase(Locale.ROOT))
                    .contains(
                            "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self';",
                            "frame-ancestors 'none'",
                            "x-content-type-options: nosniff",
                            "cache-control: no-store",
                            "referrer-policy: no-referrer");
        }
    }

    @Test
    void headHasTheHeadAlone() throws IOException {
        String answer = WebClient.ask(open(), WebClient.request("HEAD", "/", HERE));

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n").contains("Content-length: 12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "PROPFIND", "x"})
    void noMethodButGetAndHeadDoesAnything(String method) throws IOException {
        assertThat(WebClient.ask(open(), WebClient.request(method, "/", HERE)))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: GET, HEAD")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//",
                "/../",
                "/%2e%2e/",
                "/./",
                "/%2f",
                "/x/../status",
                "/status/",
                "/status%00",
                "/STATUS",
                "/status;x",
                "*",
                "mailto:x",
                "localhost:80",
                "/%zz",
                "",
                "/../../etc/passwd",
                "/page/../../../etc/passwd",
                "/\u00e4",
                "/status\u0001"
            })
    void noPathButThoseOfPagesLeadsAnywhere(String path) throws IOException {
        int port = open();
        assertThat(WebClient.get(port, path, HERE)).doesNotContain(SECRET).doesNotContain("root:");
        assertThat(WebClient.get(port, "/", HERE)).as("the server goes on").contains(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "localhost.",
                "127.0.0.1",
                "127.0.0.1:8080",
                "[::1]",
                "[::1]:8080",
                "192.0.2.1:80",
                "mail.example",
                "Mail.Example:443",
                "mail.example."
            })
    void knownNamesAndAddressesMayBeAskedFor(String host) throws IOException {
        assertThat(WebClient.get(open(), "/", "Host: " + host))
                .startsWith("HTTP/1.1 200")
                .contains(SECRET);
    }

    /** DNS rebinding: the stranger's page asks under the stranger's name, which leads here by now. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:80",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "mail.example.evil.example",
                "evilmail.example",
                "",
                ":80",
                "[",
                "[]",
                "[evil.example]",
                "::1",
                "localhost..",
                "localhost evil.example",
                "evil.example@localhost"
            })
    void otherNamesAreRefused(String host) throws IOException {
        assertThat(WebClient.get(open(), "/", "Host: " + host)).doesNotContain(SECRET);
    }

    @Test
    void noNameAtAllOrTwoOfThemAreRefused() throws IOException {
        int port = open();
        assertThat(WebClient.get(port, "/")).startsWith("HTTP/1.1 421").doesNotContain(SECRET);
        assertThat(WebClient.get(port, "/", HERE, "Host: evil.example")).doesNotContain(SECRET);
        assertThat(WebClient.get(port, "/nothing", "Host: evil.example"))
                .as("strangers learn no paths")
                .startsWith("HTTP/1.1 421");
    }

    @Test
    void aPageOfAnotherSiteGetsNothing() throws IOException {
        int port = open();
        for (String field : List.of(
                "Origin: null",
                "Origin: http://evil.example",
                "Origin: http://localhost.evil.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site")) {
            assertThat(WebClient.get(port, "/status", HERE, field)).as(field).startsWith("HTTP/1.1 403");
        }
        assertThat(WebClient.get(port, "/status", HERE, "Origin: http://localhost"))
                .contains(SECRET);
        assertThat(WebClient.get(port, "/status", HERE, "Sec-Fetch-Site: same-origin"))
                .contains(SECRET);
        assertThat(WebClient.get(
                        port,
                        "/",
                        HERE,
                        "Sec-Fetch-Site: cross-site",
                        "Sec-Fetch-Mode: navigate",
                        "Sec-Fetch-Dest: document"))
                .as("a link to the page")
                .contains(SECRET);
        assertThat(WebClient.get(
                        port,
                        "/",
                        HERE,
                        "Sec-Fetch-Site: cross-site",
                        "Sec-Fetch-Mode: navigate",
                        "Sec-Fetch-Dest: iframe"))
                .as("a frame with the page")
                .startsWith("HTTP/1.1 403");
    }

    private static String basic(String userAndPassword) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void onlyTheTokenOpensTheGate() throws IOException {
        int port = open(new Gate(List.of(), Optional.of(Token.parse(TOKEN))));
        assertThat(WebClient.get(port, "/", HERE, basic("anyone:" + TOKEN))).contains(SECRET);
        assertThat(WebClient.get(port, "/", HERE, "Authorization: Bearer " + TOKEN))
                .contains(SECRET);
        assertThat(WebClient.get(port, "/healthz")).contains("ok");
        for (String field : List.of(
                "X: y",
                basic(TOKEN),
                basic("anyone:"),
                basic("anyone:" + TOKEN + "x"),
                basic(TOKEN + ":anyone"),
                "Authorization: Basic",
                "Authorization: Basic !!!",
                "Authorization: Bearer",
                "Authorization: Bearer " + TOKEN.substring(1),
                "Authorization: " + TOKEN,
                "Authorization:",
                "Authorization: Digest " + TOKEN)) {
            assertThat(WebClient.get(port, "/", HERE, field))
                    .as(field)
                    .startsWith("HTTP/1.1 401")
                    .contains("Www-authenticate: Basic")
                    .doesNotContain(SECRET);
        }
        assertThat(WebClient.get(port, "/", HERE, "Authorization: Bearer x", "Authorization: Bearer " + TOKEN))
                .startsWith("HTTP/1.1 401");
    }

    @Test
    void aHeadThatIsTooLargeIsRefusedAndTheServerGoesOn() throws IOException {
        int port = open();
        assertThat(WebClient.get(port, "/", HERE, "X: " + "x".repeat(100_000))).doesNotContain(SECRET);
        assertThat(WebClient.get(port, "/" + "x".repeat(100_000), HERE)).doesNotContain(SECRET);
        String[] many = new String[500];
        for (int i = 0; i < many.length; i++) {
            many[i] = "X" + i + ": y";
        }
        many[0] = HERE;
        assertThat(WebClient.get(port, "/", many)).doesNotContain(SECRET);
        assertThat(WebClient.get(port, "/", HERE)).contains(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n\r\n", "GET\r\n\r\n", "EHLO x\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001"})
    void whatIsNoRequestEndsItsConnectionAlone(String noise) throws IOException {
        int port = open();
        try (WebClient client = new WebClient(port)) {
            client.say(noise);
            assertThat(WebClient.get(port, "/", HERE)).contains(SECRET);
            assertThat(client.rest()).doesNotContain(SECRET);
        }
    }

    /** With the JDK's own settings it would stay open for ever. */
    @Test
    void halfARequestEnds() throws IOException {
        int port = open();
        try (WebClient client = new WebClient(port)) {
            client.say("GET / HTTP/1.1\r\nHost: loc");
            assertThat(client.rest()).doesNotContain(SECRET);
        }
    }

    @Test
    void aClientThatDoesNotReadEndsAndKeepsNobodyWaiting() throws Exception {
        int port = open();
        try (WebClient client = new WebClient(port)) {
            client.say(WebClient.request("GET", "/large", HERE));
            client.readUpTo("HTTP/1.1 200");
            assertThat(WebClient.get(port, "/", HERE)).contains(SECRET);
            assertThat(largeEnded.await(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        }
    }

    @Test
    void aHundredConnectionsAreNotServedAtOnceAndThenItGoesOn() throws Exception {
        int port = open();
        List<WebClient> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            WebClient client = new WebClient(port);
            client.say("GET / HTTP/1.1\r\n");
            all.add(client);
        }
        int refused = 0;
        for (WebClient client : all.subList(70, 100)) {
            refused += client.rest().isEmpty() ? 1 : 0;
        }
        assertThat(refused).isEqualTo(30);
        for (WebClient client : all) {
            client.close();
        }
        Patience.await("the server answers again", () -> answer(port).contains(SECRET));
    }

    /** A connection that the server closes at once is an answer too. */
    private static String answer(int port) {
        try {
            return WebClient.get(port, "/", HERE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theSeventeenthStreamIsToldToComeAgainAndAPlaceBecomesFree() throws Exception {
        int port = open();
        List<WebClient> streams = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            WebClient stream = new WebClient(port);
            stream.say(WebClient.request("GET", "/events", HERE));
            stream.readUpTo("data: {}");
            streams.add(stream);
        }
        assertThat(WebClient.get(port, "/events", HERE))
                .startsWith("HTTP/1.1 503")
                .contains("Retry-after: 10");
        assertThat(WebClient.get(port, "/", HERE)).contains(SECRET);
        for (WebClient stream : streams) {
            stream.close();
        }
        String first = "HTTP/1.1 503";
        while (first.equals("HTTP/1.1 503")) {
            try (WebClient client = new WebClient(port)) {
                client.say(WebClient.request("GET", "/events", HERE));
                byte[] head = new byte[first.length()];
                first = client.read(head);
            }
        }
        assertThat(first).isEqualTo("HTTP/1.1 200");
    }
}
