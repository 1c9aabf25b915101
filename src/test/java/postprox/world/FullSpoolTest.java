package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that mail fills, at whatever moment: no message passes that is not whole, and none that no filter has examined. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class FullSpoolTest {
    private static final String DISK_FULL = "452 4.3.1 Error: insufficient system storage";
    private static final String LINE = "x".repeat(78) + "\r\n";

    private final Site site = new Site();

    @BeforeEach
    void mountSmallDisk() {
        Tools.run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=400k,mode=1777",
                "none",
                site.spool().toString());
        site.workspace().atEnd(() -> Tools.run("umount", site.spool().toString()));
    }

    @AfterEach
    void cleanUp() {
        site.close();
    }

    /** One who holds back the end of a large message while the filter of another writes, and takes it back then. */
    @ParameterizedTest
    @ValueSource(strings = {"exit 0", "test $written = 0 || exit 7", "test $written = 0 || kill -9 $$"})
    void noSenderTakesTheRoomThatTheFilterOfAnotherNeeds(String end) {
        Gate gate = Gate.in(site.workspace());
        String filter = "$GATE; tr x y <\"$EMAIL\" >\"$OUTFILE\" 2>/dev/null; written=$?; $GATE; " + end;
        String mail = mail("one");
        try (ProxyService proxy = start(filter.replace("$GATE", gate.filter()));
                SmtpClient client = SmtpClient.connect(proxy.port());
                SmtpClient other = SmtpClient.connect(proxy.port())) {
            client.begin("a@example.org", "b@example.com");
            client.finish(mail);
            Path _ = gate.awaitFilter();

            assertThat(other.say("EHLO client.example.org")).startsWith("250");
            assertThat(other.say("MAIL FROM:<a@example.org>")).startsWith("250");
            assertThat(other.say("RCPT TO:<b@example.com>")).startsWith("250");
            String chunk = LINE.repeat(10_000);
            other.write("BDAT " + chunk.length() + "\r\n" + chunk);
            assertThat(other.reply()).isEqualTo(DISK_FULL);
            gate.open();
            Path _ = gate.awaitFilter();
            assertThat(other.say("RSET")).startsWith("250");
            gate.open();

            assertThat(client.reply()).startsWith("250");
            assertThat(site.sink().await().content()).isEqualTo(mail.replace('x', 'y'));
        }
    }

    @Test
    void ofManyMessagesAtOnceEachThatIsAcknowledgedIsWhole() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        try (ProxyService proxy = start("cat \"$EMAIL\" >\"$OUTFILE\" 2>/dev/null; exit 0");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> sessions = Stream.iterate(0, i -> i + 1)
                    .limit(12)
                    .map(i -> threads.submit(() -> sendSome(proxy, i)))
                    .toList();
            for (Future<List<String>> session : sessions) {
                acknowledged.addAll(session.get());
            }
        }
        List<String> arrived = Stream.generate(() -> whole(site.sink().await().content()))
                .limit(acknowledged.size())
                .toList();
        assertThat(acknowledged).isNotEmpty();
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(acknowledged);
        assertThat(site.sink().waiting()).isZero();
    }

    /** Returns the subjects of those that were acknowledged. */
    private static List<String> sendSome(ProxyService proxy, int session) {
        List<String> acknowledged = new ArrayList<>();
        try (SmtpClient client = SmtpClient.connect(proxy.port())) {
            for (int i = 0; i < 10; i++) {
                String subject = session + "-" + i;
                String reply = client.send("a@example.org", "b@example.com", mail(subject));
                if (reply.startsWith("250")) {
                    acknowledged.add(subject);
                } else {
                    assertThat(reply).isEqualTo(DISK_FULL);
                }
            }
        }
        return acknowledged;
    }

    /** It may have failed for want of room, and what it says may be said of that. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "exit 0",
                "exit 7",
                "echo 550 no >&2; exit 1",
                "kill -9 $$",
                "sleep 100",
                "exec python3 -c 'import os; open(os.environ[\"OUTFILE\"] + \"2\", \"w\").write(\"x\" * 100000)'"
            })
    void nothingThatAFilterSaysOnAFullDiskIsBelieved(String end) {
        try (ProxyService proxy = start("cat /dev/zero >\"$OUTFILE\" 2>/dev/null; " + end, "-t", "5");
                SmtpClient client = SmtpClient.connect(proxy.port())) {
            assertThat(client.send("a@example.org", "b@example.com", mail("one")))
                    .isEqualTo(DISK_FULL);
            assertThat(site.sink().waiting()).isZero();
            proxy.log()
                    .await(
                            "warning: cannot believe the filter: while it ran, the disk had less room than the reserve, .* give -d more room");
        }
    }

    /** The subject of a message that arrived as it was sent. */
    private static String whole(String content) {
        String subject = content.lines().findFirst().orElse("").replace("Subject: ", "");
        return content.equals(mail(subject)) ? subject : subject + " with " + content.length() + " octets";
    }

    private static String mail(String subject) {
        return "Subject: " + subject + "\r\n\r\n" + LINE.repeat(750);
    }

    private ProxyService start(String filter, String... more) {
        return ProxyService.start(
                site.launch("-v", "--log", "stderr", "-c", filter).with(more));
    }
}
