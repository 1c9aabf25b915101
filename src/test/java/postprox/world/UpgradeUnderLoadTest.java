package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While mail flows, a process takes the place of another one: no client is refused or sent away, and each message arrives once. */
@Timeout(value = 900, threadMode = SEPARATE_THREAD)
class UpgradeUnderLoadTest {
    private static final String SOURCE = Tools.require("/usr/sbin/smtp-source", "postfix");
    private static final int AT_ONCE = 20;
    private static final int ROUND = 400;

    private final Handovers service = new Handovers();
    private final int port = Tools.freePort();
    private final Path socket = service.site().workspace().path("smtp");
    private Optional<PostfixInstance> front = Optional.empty();
    private final List<AutoCloseable> open = new ArrayList<>();

    /** A kind of socket and of start. */
    enum Kind {
        BACKGROUND,
        FOREGROUND_AT_A_UNIX_SOCKET,
        INHERITED,
        INHERITED_UNIX_SOCKET,
        BEHIND_POSTFIX
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        service.close();
    }

    @ParameterizedTest
    @EnumSource
    void oneAfterTheOther(Kind kind) throws Exception {
        upgradeUnderLoad(kind, 2);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(names = {"BACKGROUND", "BEHIND_POSTFIX"})
    void tenInARow(Kind kind) throws Exception {
        upgradeUnderLoad(kind, 10);
    }

    private void upgradeUnderLoad(Kind kind, int times) throws Exception {
        String place = start(kind);
        AtomicBoolean enough = new AtomicBoolean();
        List<String> complaints = new ArrayList<>();
        int[] rounds = new int[1];
        // Rounds of messages, one after the other, for as long as there are upgrades.
        Thread source = Thread.ofPlatform().start(() -> {
            while (!enough.get()) {
                Tools.Result sent = Tools.attempt(List.of(
                        SOURCE,
                        "-s",
                        Integer.toString(AT_ONCE),
                        "-m",
                        Integer.toString(ROUND),
                        "-N",
                        "-f",
                        "a@example.org",
                        "-t",
                        "round" + rounds[0] + "@example.com",
                        "-l",
                        "3000",
                        place));
                rounds[0]++;
                if (sent.status() != 0 || !sent.said().isEmpty()) {
                    complaints.add(sent.toString());
                }
            }
        });
        try {
            MailSink.Message _ = service.site().sink().await();
            for (int i = 0; i < times; i++) {
                ProcessHandle old = service.asked();
                assertThat(service.upgraded()).isNotEqualTo(old);
            }
        } finally {
            enough.set(true);
            source.join();
        }

        assertThat(complaints).isEmpty();
        int sent = rounds[0] * ROUND;
        List<String> arrived = arrived(sent - 1);
        assertThat(arrived).doesNotHaveDuplicates();
        assertThat(service.site().sink().waiting()).isZero();
        assertThat(service.log()).doesNotContain("reply=4", "cannot accept");
        assertThat(front.map(postfix -> postfix.log().all()).orElse("")).doesNotContain(" 421 ", "warning: ");
    }

    /** The recipients of so many messages. Each has one of its own. */
    private List<String> arrived(int messages) {
        List<String> recipients = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            recipients.add(service.site().sink().await().envelope().getLast());
        }
        return recipients;
    }

    /** Starts it; returns where its clients connect. */
    private String start(Kind kind) throws IOException {
        return switch (kind) {
            case BACKGROUND -> {
                var _ = service.start("127.0.0.1:" + port);
                yield "inet:127.0.0.1:" + port;
            }
            case FOREGROUND_AT_A_UNIX_SOCKET -> {
                awaitListening(
                        service.launch("--foreground", "-l", "unix:" + socket).onPipes());
                yield "unix:" + socket;
            }
            case INHERITED -> {
                awaitListening(service.launch().listeningOn(port));
                yield "inet:127.0.0.1:" + port;
            }
            case INHERITED_UNIX_SOCKET -> {
                awaitListening(service.launch().listeningAt(socket));
                yield "unix:" + socket;
            }
            case BEHIND_POSTFIX -> {
                var _ = service.start("127.0.0.1:" + port);
                yield "inet:127.0.0.1:" + postfix();
            }
        };
    }

    /** A Postfix that asks the proxy before its queue. What the proxy passes on goes to the sink. */
    private int postfix() {
        int atFront = Tools.freePort();
        PostfixInstance postfix = PostfixInstance.in(
                service.site().workspace(), "front", service.site().sink().port());
        open.add(postfix);
        postfix.parameter("smtpd_client_connection_count_limit", "0")
                .parameter("default_process_limit", "200")
                .service("127.0.0.1:" + atFront + " inet n - n - 100 smtpd -o smtpd_proxy_filter=127.0.0.1:" + port)
                .start();
        front = Optional.of(postfix);
        return atFront;
    }

    private void awaitListening(Program program) {
        open.add(program);
        service.awaitControl();
    }
}
