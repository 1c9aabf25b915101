package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.testkit.Spooled;

/** The program where the machine has no more to give: 4xx, a line that names what is missing, and then it goes on. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class RunningOutTest {
    private static final String MAIL = "Subject: hello\r\n\r\nBody\r\n";
    private static final String MORE_THAN_A_MEGABYTE = ("x".repeat(998) + "\r\n").repeat(1200);
    private static final String NO_RESOURCES = "451 4.3.2 Error: no resources to run content filter - try again later";

    private final Site site = new Site();

    @AfterEach
    void cleanUp() {
        site.close();
    }

    @Test
    void withoutRoomOnTheDiskAMessageIsRefusedForNowAndTheNextOnePasses() {
        Tools.run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=1m,mode=1777",
                "none",
                site.spool().toString());
        site.workspace().atEnd(() -> Tools.run("umount", site.spool().toString()));
        try (ProxyService proxy = ProxyService.start(launch("-c", "true"));
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.send("a@example.org", "b@example.com", MORE_THAN_A_MEGABYTE))
                    .isEqualTo("452 4.3.1 Error: insufficient system storage");
            proxy.log()
                    .await("warning: cannot write to " + site.spool()
                            + "/postprox-.*No space left on device; session=");
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
            assertThat(Spooled.in(site.spool())).isEmpty();
        }
    }

    @Test
    void withoutDescriptorsClientsWaitAndAreServedWhenOthersHaveGone() {
        try (ProxyService proxy = ProxyService.start(launch("-c", "true").limited("--nofile=80"))) {
            List<SmtpClient> clients = new ArrayList<>();
            try {
                // Each takes two: more than there are.
                for (int i = 0; i < 60; i++) {
                    clients.add(SmtpClient.connectSilently(proxy.port()));
                }
                proxy.log().await("warning: .*Too many open files");
            } finally {
                clients.forEach(SmtpClient::close);
            }
            Patience.await("it serves again", () -> isServed(proxy));
        }
    }

    @Test
    void withoutDescriptorsForItsFilterAMessageIsPutOffAndNotPassedOn() {
        try (ProxyService proxy = ProxyService.start(launch("-c", "true").limited("--nofile=80"));
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            List<SmtpClient> others = new ArrayList<>();
            try {
                for (int i = 0; i < 60; i++) {
                    others.add(SmtpClient.connectSilently(proxy.port()));
                }
                proxy.log().await("warning: .*Too many open files");
                assertThat(client.send("a@example.org", "b@example.com", MAIL))
                        .as(() -> proxy.log().all())
                        .startsWith("45");
            } finally {
                others.forEach(SmtpClient::close);
            }
            assertThat(site.sink().waiting()).isZero();
            Patience.await(
                    "messages pass again",
                    () -> client.send("a@example.org", "b@example.com", MAIL).startsWith("250"));
        }
    }

    /** The kernel holds users to a number of processes, but not the superuser. */
    @Test
    void withoutProcessesForItsFilterAMessageIsPutOffAndNotPassedOn() throws Exception {
        Launch asUser = launch("-c", "true").as("games");
        try (ProxyService proxy = ProxyService.start(asUser);
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
            assertThat(site.sink().await().content()).isEqualTo(MAIL);

            limitProcesses(proxy, 1);
            String reply;
            try {
                reply = client.send("a@example.org", "b@example.com", MAIL);
            } finally {
                // Before anything else: a JVM that gets no thread cannot even be asked to end.
                limitProcesses(proxy, 4000);
            }
            assertThat(reply).isEqualTo(NO_RESOURCES);
            proxy.log()
                    .await("warning: filter failed: no resources to run the command: .*resource temporarily"
                            + " unavailable \\(too many processes\\?\\); the message was refused for now");
            assertThat(site.sink().waiting()).isZero();
            assertThat(client.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
        }
    }

    /** Sixty sessions of a hundred recipients of ten thousand bytes: more than the whole heap. */
    @Test
    void withoutMemoryForRecipientsTheyAreRefusedForNowAndNobodyElseIsHarmed() {
        Launch small = launch().jvm("-Xmx48m");
        String recipient = "RCPT TO:<" + "r".repeat(9_970) + "@example.com>\r\n";
        try (ProxyService proxy = ProxyService.start(small)) {
            List<SmtpClient> clients = new ArrayList<>();
            List<String> replies = new ArrayList<>();
            try {
                for (int i = 0; i < 60; i++) {
                    SmtpClient client = SmtpClient.connect(proxy.port());
                    clients.add(client);
                    assertThat(client.say("EHLO client.example.org")).startsWith("250");
                    assertThat(client.say("MAIL FROM:<a@example.org>")).startsWith("250");
                    for (int group = 0; group < 10; group++) {
                        client.write(recipient.repeat(10));
                        Stream.generate(client::reply).limit(10).forEach(replies::add);
                    }
                }
                assertThat(replies)
                        .allMatch(reply -> reply.startsWith("250")
                                || reply.equals("452 4.3.1 Error: no memory for such a command - try again later")
                                || reply.equals("452 4.5.3 Error: no memory for more recipients - try again later"));
                assertThat(replies).anyMatch(reply -> reply.startsWith("452"));
                proxy.log()
                        .await(
                                "warning: limit reached: there is no memory for .*: what all sessions share, a quarter of the heap, is taken");
                assertThat(clients.getFirst().say("DATA")).startsWith("354");
                clients.getFirst().finish(MAIL);
                assertThat(clients.getFirst().reply()).startsWith("250");
            } finally {
                clients.forEach(SmtpClient::close);
            }
            Patience.await("recipients are taken again", () -> isServed(proxy));
            assertThat(proxy.log().all()).doesNotContain("error:", "OutOfMemoryError");
        }
    }

    /** What each session may hold, times so many sessions, is twice the heap. */
    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "XFORWARD NAME="})
    void withoutMemoryForLongCommandsTheyOrNewSessionsAreRefusedForNowAndNobodyElseIsHarmed(String command) {
        String line = command + "x".repeat(11_000);
        try (ProxyService proxy = ProxyService.start(launch().jvm("-Xmx40m"));
                SmtpClient good = SmtpClient.connect(proxy.port())) {
            List<SmtpClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 900; i++) {
                    SmtpClient client = SmtpClient.connectSilently(proxy.port());
                    clients.add(client);
                    String greeting = client.reply();
                    if (greeting.startsWith("220")) {
                        client.write((line + "\r\n").repeat(2) + line);
                    } else {
                        assertThat(greeting).isEqualTo("421 4.3.2 Too many sessions - try again later");
                    }
                }
                assertThat(good.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
                proxy.log()
                        .await("warning: (limit reached: there is no memory for a long command|sessions turned away)");
            } finally {
                clients.forEach(SmtpClient::close);
            }
            Patience.await("new sessions are served again", () -> isServed(proxy));
            assertThat(proxy.log().all()).doesNotContain("error:", "OutOfMemoryError");
        }
    }

    /** Each message's line is as long as strangers can make it; together they would be more than the heap. */
    @Test
    void aLogThatNobodyReadsLeavesTheMemoryToMail() throws IOException {
        Path fifo = site.workspace().path("log");
        Tools.run("mkfifo", fifo.toString());
        String hostile = "\u00ff".repeat(3_900);
        try (FileChannel _ = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
                ProxyService proxy = ProxyService.start(
                        site.launch("--log", "stderr,json:" + fifo).jvm("-Xmx48m"));
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.say("EHLO " + hostile)).startsWith("250");
            for (int i = 0; i < 1000; i++) {
                assertThat(client.say("XFORWARD NAME=" + hostile)).startsWith("250");
                assertThat(client.send(hostile + "@example.org", hostile + "@example.com", MAIL))
                        .startsWith("250");
            }
            assertThat(proxy.log().all()).doesNotContain("error:", "OutOfMemoryError");
        }
    }

    /** Without memory it would live on and serve nobody. Once it has ended, a supervisor can start another. */
    @Test
    void aServiceWhoseHeapIsFullEnds() throws IOException {
        int port = Tools.freePort();
        Launch small = launch("-l", Integer.toString(port), "--foreground").jvm("-Xmx8m");
        List<Socket> clients = new ArrayList<>();
        try (Program program = small.onPipes()) {
            program.errors().await("listening on");
            for (int i = 0; i < 400; i++) {
                clients.add(clientInTheMiddleOfAMessage(port));
            }
            assertThat(program.awaitExit()).as(program.errors().all()).isEqualTo(3);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static Socket clientInTheMiddleOfAMessage(int port) {
        Socket client = new Socket();
        try {
            client.connect(new InetSocketAddress(Tools.LOOPBACK, port));
            String commands = "EHLO client.example.org\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n";
            client.getOutputStream().write((commands + "x".repeat(40_000)).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The service turns sessions away, or has ended.
        }
        return client;
    }

    @Test
    void aSessionTooManyIsTurnedAwayAndTheLogSaysSo() {
        try (ProxyService proxy = ProxyService.start(launch("--sessions", "1"));
                SmtpClient first = SmtpClient.connect(proxy.port())) {
            try (SmtpClient second = SmtpClient.connectSilently(proxy.port())) {
                assertThat(second.rest()).isEqualTo("421 4.3.2 Too many sessions - try again later\r\n");
            }
            proxy.log().await("warning: sessions turned away: 1; 1 are open, as many as --sessions allows");
            assertThat(first.send("a@example.org", "b@example.com", MAIL)).startsWith("250");
        }
    }

    private static boolean isServed(ProxyService proxy) {
        try (SmtpClient client = SmtpClient.connectSilently(proxy.port())) {
            return client.reply().startsWith("220")
                    && client.say("MAIL FROM:<a@example.org>").startsWith("250")
                    && client.say("RCPT TO:<b@example.com>").startsWith("250")
                    && client.say("DATA").startsWith("354")
                    && answersWith250(client);
        }
    }

    private static boolean answersWith250(SmtpClient client) {
        client.finish(MAIL);
        return client.reply().startsWith("250");
    }

    private static void limitProcesses(ProxyService proxy, int most) {
        // As that user: root in a container may be without the right to do it to others.
        String pid = Long.toString(proxy.jvm());
        Tools.run(
                "setpriv",
                "--reuid=games",
                "--regid=nogroup",
                "--clear-groups",
                "prlimit",
                "--pid",
                pid,
                "--nproc=" + most + ":");
    }

    private Launch launch(String... more) {
        return site.launch("-v", "--log", "stderr").with(more);
    }
}
