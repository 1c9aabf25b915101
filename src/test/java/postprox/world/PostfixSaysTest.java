package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What the pages say that Postfix says and does. Postprox itself is not needed. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostfixSaysTest {
    private static final String QUEUE_FILE = "451 4.3.0 Error: queue file write error";

    private final Workspace workspace = Workspace.create();
    private final MailSink sink = MailSink.start();
    private final PostfixInstance postfix =
            PostfixInstance.in(workspace, "postfix", sink.port()).parameter("notify_classes", "");

    private final int nobodyListens = front(Tools.freePort());
    private final int died = front(spawn("nobody", "/bin/false"));
    private final int silent = front(spawn("nobody", "/bin/cat"));
    private final int hurried = hurried(spawn("nobody", "/bin/cat"));
    private final int noUser = front(spawn("no-such-user", "/bin/false"));
    private final int root = front(spawn("root", "/bin/false"));
    private final int noProgram = front(spawn("nobody", "/no/such/program"));
    private final int notExecutable = front(spawn("nobody", "/etc/passwd"));
    private final int demandsTls =
            front(server(" -o smtpd_tls_security_level=encrypt" + " -o smtpd_authorized_xforward_hosts=127.0.0.0/8"));
    private final int hangsUp =
            front(spawn("nobody", workspace.script("hangs-up", """
                    printf '220 here\\r\\n'
                    while read -r command _; do
                        case $command in
                            RCPT) printf '421 4.3.2 Away\\r\\n' ;;
                            *) printf '250 Ok\\r\\n' ;;
                        esac
                    done
                    """).toString()));
    private final int refuses =
            front(spawn("nobody", workspace.script("refuses", """
                    printf '220 here\\r\\n'
                    while read -r command _; do
                        case $command in
                            DATA*) printf '354 Go\\r\\n' ;;
                            .*) printf '550 5.7.1 No lottery\\r\\n' ;;
                            [A-Z]*:*|[A-Z][a-z]*) ;;
                            [A-Z]*) printf '250 Ok\\r\\n' ;;
                        esac
                    done
                    """).toString()));
    private final int milterInFront = server(
            " -o smtpd_proxy_filter=127.0.0.1:" + sink.port() + " -o smtpd_milters=inet:127.0.0.1:" + Tools.freePort());
    private final int sinkAsProxy = front(sink.port());
    private final int small = server(" -o message_size_limit=5000 -o smtpd_proxy_filter=127.0.0.1:" + sink.port());
    private final int postscreen = Tools.freePort();
    private final int plain = server("");
    private final int strictTransport = server(" -o content_filter=strict:[127.0.0.1]:" + sink.port());

    private int spawn(String user, String program) {
        int port = Tools.freePort();
        postfix.service("127.0.0.1:" + port + " inet n n n - 20 spawn user=" + user + " argv=" + program);
        return port;
    }

    /** A service of spawn(8) for whose sessions main.cf has a time of their own. */
    private int hurried(int service) {
        postfix.parameter("127.0.0.1:" + service + "_time_limit", "1s");
        return service;
    }

    private int server(String options) {
        int port = Tools.freePort();
        postfix.service("127.0.0.1:" + port + " inet n - n - - smtpd" + options);
        return port;
    }

    private int front(int proxy) {
        return server(" -o smtpd_proxy_filter=127.0.0.1:" + proxy + " -o smtpd_proxy_timeout=2s");
    }

    @BeforeAll
    void start() {
        postfix.service("127.0.0.1:" + postscreen + " inet n - n - 1 postscreen");
        postfix.service("smtpd pass - - n - - smtpd -o smtpd_proxy_filter=127.0.0.1:" + Tools.freePort());
        postfix.service("strict unix - - n - - smtp -o smtp_tls_security_level=encrypt");
        postfix.start();
    }

    @AfterAll
    void stop() {
        postfix.close();
        sink.close();
        workspace.close();
    }

    @Test
    void whereNobodyListens() {
        assertThat(recipient(nobodyListens)).isEqualTo(QUEUE_FILE);
        postfix.log().await("warning: connect to proxy filter .*: Connection refused");
    }

    @Test
    void whereTheProxyDies() {
        assertThat(recipient(died)).isEqualTo(QUEUE_FILE);
        postfix.log().await("warning: lost connection with proxy ");
        postfix.log().await("warning: command /bin/false exit status 1");
    }

    @Test
    void whereTheProxyIsSilent() {
        assertThat(recipient(silent)).isEqualTo(QUEUE_FILE);
        postfix.log().await("warning: timeout talking to proxy ");
    }

    /** It may not kill what belongs to another user than its own, and waits. */
    @Test
    void whereASessionLastsLongerThanSpawnsTimeForItSpawnWarnsAndTheSessionGoesOn() {
        try (SmtpClient client = SmtpClient.connectSilently(hurried)) {
            postfix.log().await("warning: /bin/cat: process id \\d+: command time limit exceeded");
            assertThat(client.say("250 still here")).isEqualTo("250 still here");
        }
    }

    @Test
    void whereSpawnsUserIsWrong() {
        assertThat(recipient(noUser)).isEqualTo(QUEUE_FILE);
        postfix.log().await("fatal: unknown user name: no-such-user");
        postfix.log().await("warning: .*bad command startup -- throttling");
        assertThat(recipient(root)).isEqualTo(QUEUE_FILE);
        postfix.log().await("fatal: request to deliver as root");
    }

    @Test
    void whereSpawnsUserCannotRunTheProgram() {
        assertThat(recipient(noProgram)).isEqualTo(QUEUE_FILE);
        postfix.log().await("execvp /no/such/program: No such file or directory");
        assertThat(recipient(notExecutable)).isEqualTo(QUEUE_FILE);
        postfix.log().await("execvp /etc/passwd: Permission denied");
    }

    @Test
    void whereTheServerBehindDemandsTls() {
        assertThat(recipient(demandsTls)).isEqualTo(QUEUE_FILE);
        postfix.log().await("proxy .* rejected \"XFORWARD .*\": \"530 5.7.0 Must issue a STARTTLS command first\"");
    }

    @Test
    void whereTheTransportToTheFilterDemandsTls() {
        try (SmtpClient client = SmtpClient.connect(strictTransport)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.send("a@example.org", "b@example.com", "Subject: x\r\n\r\nBody\r\n"))
                    .startsWith("250");
        }
        postfix.log().await("TLS is required, but was not offered by host");
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void aMilterInFrontOfAProxyIsStillAskedAboutClientAndEnvelope() {
        try (SmtpClient client = SmtpClient.connectSilently(milterInFront)) {
            assertThat(client.reply()).startsWith("220");
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("451 4.7.1");
        }
        postfix.log().await("milter-reject: ");
    }

    @Test
    void behindPostscreenTheSmtpdOfTypePassAsksTheProxy() {
        assertThat(recipient(postscreen)).isEqualTo(QUEUE_FILE);
    }

    @Test
    void a421OfTheProxyEndsTheRemoteClientsSession() {
        try (SmtpClient client = SmtpClient.connect(hangsUp)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("250");
            assertThat(client.say("RCPT TO:<b@example.com>")).isEqualTo("421 4.3.2 Away");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void itOffersNoBinarymimeAndHangsUpAtABdatWithoutACount() {
        try (SmtpClient client = SmtpClient.connect(plain)) {
            assertThat(client.say("EHLO client.example.net"))
                    .contains("CHUNKING")
                    .doesNotContain("BINARYMIME");
            assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("250");
            assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250");
            assertThat(client.say("BDAT")).startsWith("521 5.5.4");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void contentThatComesByBdatReachesTheProxyBehindData() {
        try (SmtpClient client = SmtpClient.connect(sinkAsProxy)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("250");
            assertThat(client.say("RCPT TO:<b@example.com>")).startsWith("250");
            client.write("BDAT 20 LAST\r\nSubject: x\r\n\r\nBody\r\n");
            assertThat(client.reply()).startsWith("250");
        }
        assertThat(sink.await().content()).endsWith("Subject: x\r\n\r\nBody\r\n");
        postfix.log().await("proxy-accept: END-OF-MESSAGE: 250 ");
    }

    @Test
    void whatTheProxyRefusesIsLoggedInTheProxysWords() {
        try (SmtpClient client = SmtpClient.connect(refuses)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.send("a@example.org", "b@example.com", "Subject: x\r\n\r\nBody\r\n"))
                    .isEqualTo("550 5.7.1 No lottery");
        }
        postfix.log().await("proxy-reject: END-OF-MESSAGE: 550 5\\.7\\.1 No lottery; from=<a@example.org>");
    }

    @Test
    void aMessageThatIsTooLargeReachesTheProxyWithoutItsFinalDot() {
        try (SmtpClient client = SmtpClient.connect(small)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.send("a@example.org", "b@example.com", "Body of 20 octets.\r\n".repeat(1000)))
                    .isEqualTo("552 5.3.4 Error: message file too big");
            assertThat(client.send("a@example.org", "b@example.com", "Subject: next\r\n\r\nBody\r\n"))
                    .startsWith("250");
            assertThat(client.say("MAIL FROM:<a@example.org> SIZE=20000"))
                    .isEqualTo("552 5.3.4 Message size exceeds fixed limit");
        }
        assertThat(sink.await().content()).contains("Subject: next");
        assertThat(sink.waiting()).isZero();
    }

    private static String recipient(int port) {
        try (SmtpClient client = SmtpClient.connect(port)) {
            assertThat(client.say("EHLO client.example.net")).startsWith("250");
            assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("250");
            return client.say("RCPT TO:<b@example.com>");
        }
    }
}
