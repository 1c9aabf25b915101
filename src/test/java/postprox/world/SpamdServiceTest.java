package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The filter kind spamd in the program itself, with SpamAssassin's default report_safe 1. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class SpamdServiceTest {
    private static final String BODY =
            "--b\r\n\r\nmarker-of-spam\r\n.\r\n\t\u00e9\u00ff\r\n--b\r\nno end of a part\r\n";
    private static final String SPAM =
            "X-Spam-Status: No, score=-100\r\nSubject: Buy\r\nX-SPAM-FLAG: NO\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                    + BODY;
    private static final String HAM = "Subject: Hello\r\nx-spam-flag: YES\r\n\r\nGood morning\r\n";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final Spamd spamd = Spamd.start(workspace, "spamd");

    @AfterEach
    void cleanUp() {
        spamd.close();
        sink.close();
        workspace.close();
    }

    @Test
    void spamPassesMarkedAndItsBodyByteForByte() {
        spamd.await();
        try (ProxyService proxy =
                ProxyService.before(sink.port(), installation, "spamd:" + spamd.port() + ",name=spam")) {
            assertThat(proxy.send(SPAM)).startsWith("250");
            proxy.log()
                    .await("accept: .*: filter passed, message changed; .*filters=spam:edit \\d\\.\\d{3}s"
                            + " \\(score 10\\.0 of 5\\.0: MARKER\\); filter=");
            assertThat(proxy.send(HAM)).startsWith("250");
            proxy.log().await("filters=spam:edit \\d\\.\\d{3}s \\(score 0\\.0 of 5\\.0: none\\); filter=");
        }
        assertThat(sink.await().content())
                .isEqualTo("X-Spam-Flag: YES\r\nX-Spam-Level: **********\r\n"
                        + "X-Spam-Status: Yes, score=10.0 required=5.0 tests=MARKER\r\n"
                        + "Subject: Buy\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + BODY);
        assertThat(sink.await().content())
                .isEqualTo(
                        "X-Spam-Status: No, score=0.0 required=5.0 tests=none\r\nSubject: Hello\r\n\r\nGood morning\r\n");
    }

    @Test
    void aSectionOfTheFileSetsAllThatItNeeds() {
        spamd.await();
        Path file = workspace.file("postprox.conf", """
                next-hop = 127.0.0.1:%d
                [filter spam]
                filter = spamd:%s
                servers = %s
                reject-score = 15
                text = No, thanks
                subject-tag = [SPAM]
                mark = spam
                """.formatted(sink.port(), spamd.socket(), spamd.port()));
        try (ProxyService proxy =
                ProxyService.start(Launch.of(installation, "--config", file.toString(), "-v", "--log", "stderr")
                        .as("nobody"))) {
            assertThat(proxy.send("Subject: x\r\n\r\n" + Spamd.GTUBE + "\r\n")).isEqualTo("554 5.7.1 No, thanks");
            proxy.log()
                    .await("reject: .*; by=filter; filters=spam:reject \\d\\.\\d{3}s"
                            + " \\(554 5\\.7\\.1 No, thanks; score 1000\\.0 of 5\\.0: GTUBE\\); filter=");
            assertThat(proxy.send(SPAM)).startsWith("250");
            assertThat(proxy.send("Subject: large\r\n\r\n" + (Spamd.GTUBE + "\r\n").repeat(10_000)))
                    .startsWith("250");
            proxy.log().await("filters=spam:too-large 0\\.000s; filter=");
        }
        assertThat(sink.await().content()).contains("\r\nSubject: [SPAM] Buy\r\n");
        assertThat(sink.await().content()).startsWith("Subject: large\r\n");
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void withoutSpamdMailPassesOrWaitsAsTheAdministratorSays() {
        spamd.await();
        spamd.kill();
        String away = "spamd:" + spamd.port() + ",name=spam,on-failure=";
        try (ProxyService proxy = ProxyService.before(sink.port(), installation, away + "tempfail")) {
            for (int i = 0; i < 7; i++) {
                assertThat(proxy.send(HAM)).startsWith("451 4.3.0");
            }
            proxy.log()
                    .await(
                            "error: filter spam: a server is left alone for a while, and none is left: .*: Connection refused$");
        }
        assertThat(sink.waiting()).isZero();
        try (ProxyService proxy = ProxyService.before(sink.port(), installation, away + "pass")) {
            assertThat(proxy.send(HAM)).startsWith("250");
            proxy.log().await("warning: filter failed: spam: .*: Connection refused; the message passed without it");
        }
        assertThat(sink.await().content())
                .as("without what its sender has forged")
                .isEqualTo(HAM.replace("x-spam-flag: YES\n", ""));
    }

    /** What a client was told of, and nothing else, has arrived, and was examined. */
    @Test
    void whileSpamdIsKilledAndStartedAgainNoMessageIsLostOrPassesUnexamined() throws Exception {
        spamd.await();
        CountDownLatch someAreThere = new CountDownLatch(20);
        AtomicBoolean isOver = new AtomicBoolean();
        List<String> taken = new ArrayList<>();
        try (ProxyService proxy = ProxyService.before(
                        sink.port(), installation, "spamd:" + spamd.socket() + ",name=spam,on-failure=tempfail");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> flows = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                String name = "client" + client;
                flows.add(clients.submit(() -> flow(proxy, name, someAreThere, isOver)));
            }
            someAreThere.await();
            spamd.kill();
            proxy.log().await("warning: filter failed: spam: ");
            spamd.startAgain();
            isOver.set(true);
            for (Future<List<String>> flow : flows) {
                taken.addAll(flow.get());
            }
        }
        assertThat(taken).hasSizeGreaterThanOrEqualTo(20);
        List<String> arrived = new ArrayList<>();
        while (sink.waiting() > 0) {
            String content = sink.await().content();
            String subject = content.lines()
                    .filter(line -> line.startsWith("Subject: "))
                    .findFirst()
                    .orElse("");
            assertThat(content).startsWith("X-Spam-Flag: YES\r\n");
            arrived.add(subject);
        }
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(taken);
    }

    /** Sends mail until all is over; returns the subjects of what was taken. */
    private static List<String> flow(
            ProxyService proxy, String name, CountDownLatch someAreThere, AtomicBoolean isOver) {
        List<String> taken = new ArrayList<>();
        for (int i = 0; !isOver.get(); i++) {
            String subject = "Subject: " + name + "-" + i;
            String reply = proxy.send("Message-ID: <" + name + i + "@example.org>\r\n" + subject + "\r\n\r\n" + BODY);
            assertThat(reply).matches(Pattern.compile("(250|451 4\\.3\\.0) .*"));
            if (reply.startsWith("250")) {
                taken.add(subject);
                someAreThere.countDown();
            } else {
                Patience.beforeTheNextTry();
            }
        }
        return taken;
    }
}
