package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.FilterProbe;
import postprox.testkit.Mail;
import postprox.testkit.ProxyUnderTest;
import postprox.testkit.Script;
import postprox.testkit.ScriptedNextHop;
import postprox.testkit.SmtpClient;

/** Many sessions in one process, and what they share. */
final class SessionsTest {
    private static final int SESSIONS = 50;
    private static final int MESSAGES_EACH = 4;

    @TempDir
    private Path spool;

    @Test
    void sessionsAtTheSameTimeKeepApart() throws IOException, InterruptedException, ExecutionException {
        FilterProbe filter = FilterProbe.accepting();
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy =
                        ProxyUnderTest.before(hop, spool).filter(filter).start();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<String>>> jobs = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                SmtpClient client = proxy.connect();
                String name = "client" + i;
                jobs.add(() -> sendAs(name, client));
            }
            for (Future<List<String>> replies : clients.invokeAll(jobs)) {
                assertThat(replies.get()).allMatch(reply -> reply.startsWith("250 2.0.0 Ok: queued as "));
            }
            assertThat(hop.mails()).hasSize(SESSIONS * MESSAGES_EACH).allMatch(SessionsTest::isOfOneClient);
            assertThat(filter.seen())
                    .allMatch(
                            seen -> seen.text().equals("from " + seen.envelope().sender() + "\n"));
        }
    }

    /** And its session goes on when the spool is back. */
    @Test
    void withoutASpoolAMessageIsRefusedForNow() throws IOException {
        try (ScriptedNextHop hop = ScriptedNextHop.start(Script.obedient());
                ProxyUnderTest proxy = ProxyUnderTest.before(hop, spool)
                        .filter(FilterProbe.accepting())
                        .start();
                SmtpClient client = proxy.connect().greet().envelope()) {
            Files.delete(spool);
            assertThat(client.data("text\r\n")).isEqualTo("451 4.3.0 Error: cannot store the message for its filter");
            assertThat(hop.mails()).isEmpty();
            proxy.log().await("warning: cannot spool in " + spool);
            Files.createDirectory(spool);
            assertThat(client.envelope().data("text\r\n")).startsWith("250");
            assertThat(hop.mails()).hasSize(1);
        }
    }

    private static List<String> sendAs(String name, SmtpClient client) throws IOException {
        client.greet();
        List<String> replies = new ArrayList<>();
        for (int i = 0; i < MESSAGES_EACH; i++) {
            String sender = name + "message" + i;
            assertThat(client.command("MAIL FROM:<" + sender + ">")).startsWith("250");
            assertThat(client.command("RCPT TO:<to" + sender + ">")).startsWith("250");
            replies.add(client.data("from " + sender + "\r\n"));
        }
        assertThat(client.quit()).isEqualTo("221 2.0.0 Bye\r\n");
        return replies;
    }

    private static boolean isOfOneClient(Mail mail) {
        String sender = mail.wire().strip().substring("from ".length());
        return mail.sender().equals("MAIL FROM:<" + sender + ">")
                && mail.recipients().equals(List.of("RCPT TO:<to" + sender + ">"));
    }
}
