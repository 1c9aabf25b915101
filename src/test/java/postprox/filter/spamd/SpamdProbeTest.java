package postprox.filter.spamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postprox.net.ServiceDialer;
import postprox.net.WireException;
import postprox.testkit.ScriptedSpamd;
import postprox.testkit.TestWatchdog;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** A probe calls only that a spamd which answers PING as spamd does. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpamdProbeTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private ScriptedSpamd spamd;

    @BeforeEach
    void start() throws IOException {
        spamd = ScriptedSpamd.onPort(0);
    }

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        spamd.close();
    }

    @Test
    void oneThatAnswersTellsItsProtocol() throws IOException {
        spamd.behave(conversation -> {
            assertThat(conversation.awaitHead()).isEqualTo("PING SPAMC/1.5\r\n\r\n");
            conversation.say("SPAMD/1.5 0 PONG\r\n");
        });

        assertThat(version(Duration.ofSeconds(30))).isEqualTo("SPAMD/1.5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 400 Bad Request | no spamd is there: it answered 'HTTP/1.1 400 Bad Request'",
                "SPAMD/1.5 0 EX_OK | no spamd is there: it answered PING with 'SPAMD/1.5 0 EX_OK'",
                "SPAMD/1.0 76 Bad header line: x | it failed (protocol error): 'SPAMD/1.0 76 Bad header line: x'"
            })
    void anotherAnswerIsNamed(String line, String complaint) {
        spamd.answer(line + "\r\n");

        assertThatThrownBy(() -> version(Duration.ofSeconds(30))).hasMessage(complaint);
    }

    @Test
    void oneThatClosesIsNone() {
        spamd.answer("");

        assertThatThrownBy(() -> version(Duration.ofSeconds(30)))
                .hasMessage("it closed the connection without a reply");
    }

    @Test
    void oneWithoutAFreeChildIsSilent() {
        spamd.behave(conversation -> end.await());

        assertThatThrownBy(() -> version(Duration.ofMillis(300)))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.reason()).isEqualTo(WireException.Cause.TIMEOUT));
    }

    private String version(Duration time) throws IOException {
        ServiceDialer dialer = TestWatchdog.dialer();
        return SpamdProbe.version(spamd.place(), dialer, Deadline.after(Ticker.SYSTEM, time));
    }
}
