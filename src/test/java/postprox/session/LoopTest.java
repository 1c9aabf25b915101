package postprox.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postprox.testkit.LoopingProxy;
import postprox.testkit.SmtpClient;

/** A next hop that is postprox itself, which was not to be known at the start. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
final class LoopTest {
    private static final String LOOP = "421 4.4.6 Mail would go round: the proxy's next hop leads back to it\r\n";

    @TempDir
    private Path spool;

    @Test
    void aClientIsTurnedAwayAndNothingGoesRoundBehindIt() throws IOException {
        try (LoopingProxy proxy = LoopingProxy.toItself(spool)) {
            for (int i = 0; i < 5; i++) {
                try (SmtpClient client = SmtpClient.connect(proxy.port())) {
                    assertThat(client.rest()).isEqualTo(LOOP);
                }
            }
            assertThat(proxy.drain()).as("sessions that do not end").isZero();
            assertThat(proxy.log().lines())
                    .hasSize(5)
                    .allMatch(line ->
                            line.startsWith("error: mail goes round: the next hop leads back to postprox itself;"));
        }
    }
}
