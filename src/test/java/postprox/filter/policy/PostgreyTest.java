package postprox.filter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postprox.filter.Answer;
import postprox.filter.Examination;
import postprox.filter.Verdict;
import postprox.filter.Verdict.Defer.Condition;
import postprox.filter.service.Servers;
import postprox.mail.Envelope;
import postprox.mail.HeaderEdit;
import postprox.net.Endpoint;
import postprox.smtp.Xforward.Attribute;
import postprox.spool.SpooledMessage;
import postprox.testkit.Examinations;
import postprox.testkit.TestWatchdog;
import postprox.time.Ticker;
import postprox.world.Patience;
import postprox.world.Tools;
import postprox.world.Workspace;

/** Debian's postgrey: the first message of a sender is put off, a later one gets a header field. */
@Timeout(120)
class PostgreyTest {
    private static final String POSTGREY = Tools.require("/usr/sbin/postgrey", "postgrey");

    @ParameterizedTest
    @EnumSource
    void aSenderWhoComesAgainIsLetIn(RequestState state) throws IOException {
        int port = Tools.freePort();
        try (Workspace workspace = Workspace.create()) {
            Process process = start(workspace, port);
            workspace.atEnd(() -> {
                // At SIGTERM it waits for its connections, of which the filter keeps one.
                process.destroyForcibly();
                process.onExit().join();
            });
            // Before it is there it would be left alone for a while.
            Patience.await("postgrey listens", () -> isListening(port));
            PolicyFilter filter = new PolicyFilter(
                    new Servers("grey", List.of(new Endpoint.Tcp("127.0.0.1", port)), _ -> {}, Ticker.SYSTEM),
                    state,
                    TestWatchdog.running());
            try (Examinations examinations = new Examinations(workspace.directory("spool"))) {
                Verdict.Defer[] first = new Verdict.Defer[1];
                Patience.await("postgrey puts the first message off", () -> {
                    if (ask(filter, examinations) instanceof Verdict.Defer defer) {
                        first[0] = defer;
                    }
                    return first[0] != null;
                });
                assertThat(first[0].condition()).isEqualTo(Condition.IF_PERMIT);
                assertThat(first[0].reply().oneLine()).startsWith("450 4.").contains("Greylisted");

                Optional<?>[] later = {Optional.empty()};
                Patience.await("postgrey lets a later one in", () -> {
                    later[0] = Optional.of(ask(filter, examinations)).filter(Verdict.Edit.class::isInstance);
                    return later[0].isPresent();
                });
                assertThat(((Verdict.Edit) later[0].get()).edits())
                        .singleElement()
                        .isInstanceOfSatisfying(
                                HeaderEdit.Insert.class,
                                insert -> assertThat(insert.field().name()).isEqualTo("X-Greylist"));
            } finally {
                filter.close();
            }
        }
    }

    private static boolean isListening(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Process start(Workspace workspace, int port) throws IOException {
        Path data = workspace.openDirectory("postgrey");
        return new ProcessBuilder(
                        POSTGREY,
                        "--inet=127.0.0.1:" + port,
                        "--dbdir=" + data,
                        "--delay=1",
                        "--user=nobody",
                        "--group=nogroup",
                        "--pidfile=" + data.resolve("pid"))
                .redirectErrorStream(true)
                .redirectOutput(workspace.path("postgrey.log").toFile())
                .start();
    }

    private static Answer ask(PolicyFilter filter, Examinations examinations) {
        Envelope envelope = new Envelope(
                "s3ss10n",
                "a@example.org",
                List.of("b@example.com"),
                "helo.example.org",
                Map.of(Attribute.ADDR, "192.0.2.7", Attribute.NAME, "mail.example.org", Attribute.PROTO, "ESMTP"));
        try (SpooledMessage message = examinations.message("Subject: x\n\n")) {
            Examination usual = examinations.of(message, Duration.ofSeconds(30));
            return filter.examine(new Examination(message, envelope, usual.allowance(), usual.origin()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
