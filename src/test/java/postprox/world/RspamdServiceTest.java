package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The filter kind rspamd in the program itself. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class RspamdServiceTest {
    private static final String REFUSED = "554 5.7.1 Spam message rejected";

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final MailSink sink = MailSink.start();
    private final Rspamd rspamd = Rspamd.start(workspace);

    @AfterEach
    void cleanUp() {
        rspamd.close();
        sink.close();
        workspace.close();
    }

    @Test
    void spamIsRefusedDoubtfulMailIsMarkedAndTheLogSaysWhy() {
        rspamd.await();
        try (ProxyService proxy = start("rspamd:" + rspamd.port() + ",name=spam")) {
            assertThat(send(proxy, "unwanted")).isEqualTo(REFUSED);
            proxy.log()
                    .await(
                            "reject: .*; by=filter; filters=spam:reject \\d\\.\\d{3}s"
                                    + " \\(554 5\\.7\\.1 Spam message rejected; reject, score 20\\.0/15\\.0 .TEST_UNWANTED 20\\.0.*");
            assertThat(send(proxy, "marked")).startsWith("250");
            proxy.log()
                    .await(
                            "accept: .*filters=spam:edit \\d\\.\\d{3}s \\(add header, score 6\\.0/15\\.0 .TEST_MARKED 6\\.0.*");
            assertThat(sink.await().content())
                    .isEqualTo(message("marked").replace("\r\n\r\n", "\r\nX-Spam: Yes\r\n\r\n"));
            assertThat(send(proxy, "hello")).startsWith("250");
            proxy.log().await("accept: .*filters=spam:pass \\d\\.\\d{3}s \\(no action, score 0\\.0/15\\.0.*");
            assertThat(sink.await().content()).isEqualTo(message("hello"));
        }
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void whatIsNotSwitchedOnIsRefusedForNow() {
        rspamd.await();
        try (ProxyService proxy = start("rspamd:" + rspamd.socket() + ",name=spam,on-failure=pass")) {
            assertThat(send(proxy, "gone")).startsWith("451 ");
            assertThat(send(proxy, "aside")).startsWith("451 ");
            proxy.log().await("error: .*spam.*");
        }
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void aSectionOfTheFileSetsAllThatItNeeds() {
        rspamd.await();
        Path file = workspace.file("postprox.conf", """
                next-hop = 127.0.0.1:%d
                [filter spam]
                filter = rspamd:127.0.0.1:1
                servers = %s
                spam-header = X-Junk
                """.formatted(sink.port(), rspamd.socket()));
        try (ProxyService proxy =
                ProxyService.start(Launch.of(installation, "--config", file.toString(), "-v", "--log", "stderr")
                        .as("nobody"))) {
            assertThat(send(proxy, "marked")).startsWith("250");
        }
        assertThat(sink.await().content()).contains("\r\nX-Junk: Yes\r\n\r\n");
    }

    /** While rspamd dies and comes back, each message is refused as spam or put off. */
    @Test
    void withoutRspamdMailWaitsAndTheLogSaysSoOnce() {
        rspamd.await();
        try (ProxyService proxy = start("rspamd:" + rspamd.port() + ",name=spam,on-failure=tempfail")) {
            assertThat(send(proxy, "unwanted")).isEqualTo(REFUSED);
            rspamd.kill();
            for (int i = 0; i < 7; i++) {
                assertThat(send(proxy, "hello")).startsWith("451 4.3.0");
            }
            proxy.log()
                    .await(
                            "error: filter spam: a server is left alone for a while, and none is left: .*: Connection refused$");
            rspamd.startAgain();
            rspamd.await();
            // One message tries the server again after 10 seconds, and all others until then are put off.
            Patience.await(
                    "rspamd is in use again", () -> send(proxy, "unwanted").equals(REFUSED));
            proxy.log().await("filter spam: .* is in use again after .*");
        }
        assertThat(sink.waiting()).isZero();
    }

    @Test
    void tryShowsTheReplyTheScoreAndWhatWouldBeSentOn() {
        rspamd.await();
        String launcher = installation.launcher().toString();
        String filter = "rspamd:" + rspamd.port() + ",name=spam";
        Path spam = workspace.file("spam.eml", message("unwanted"));
        Path marked = workspace.file("marked.eml", message("marked"));

        assertThat(Tools.attempt(List.of(launcher, "try", "--filter", filter, spam.toString())))
                .satisfies(tried -> assertThat(tried.status()).isEqualTo(1))
                .satisfies(tried ->
                        assertThat(tried.said()).contains(REFUSED, "reject, score 20.0/15.0 (TEST_UNWANTED 20.0)"));
        assertThat(Tools.attempt(List.of(launcher, "try", "--filter", filter, marked.toString())))
                .satisfies(tried -> assertThat(tried.status()).isZero())
                .satisfies(tried -> assertThat(tried.said()).contains("add header, score 6.0/15.0", "+X-Spam: Yes"));
        assertThat(Tools.attempt(List.of(launcher, "try", "--filter", "rspamd:" + rspamd.milter(), spam.toString())))
                .satisfies(tried -> assertThat(tried.said()).contains("rspamd's milter listens there"));
    }

    private ProxyService start(String filter) {
        return ProxyService.before(sink.port(), installation, filter);
    }

    private static String message(String subject) {
        return "Received: r\r\nSubject: " + subject + "\r\n\r\nBody\r\n";
    }

    private static String send(ProxyService proxy, String subject) {
        return proxy.send(message(subject));
    }
}
