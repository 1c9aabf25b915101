package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postprox.smtp.Command;

/** The NOOPs that keep a next hop from giving up while a filter works. */
class KeepAliveTest {
    private static final Duration MOMENT = Duration.ofNanos(1);

    private final InstantNextHop hop = new InstantNextHop();
    private final NextHop nextHop = hop.inTransaction();

    @BeforeEach
    void connect() throws IOException {
        nextHop.connect();
    }

    @Test
    void aNoopIsSentAfterEachIntervalAndNotBefore() throws IOException {
        try (KeepAlive _ = nextHop.keepAlive()) {
            for (int sent = 0; sent < 3; sent++) {
                hop.pass(InstantNextHop.KEEP_ALIVE.minus(MOMENT));
                sendDue();
                assertThat(hop.latest().heard()).hasSize(sent);
                hop.pass(MOMENT);
                sendDue();
            }
        }
        assertThat(hop.latest().heard()).containsExactly("NOOP", "NOOP", "NOOP");
    }

    /** Exim hangs up after ten commands that are no mail (smtp_accept_max_nonmail), however many messages there were. */
    @Test
    void aConnectionHearsNoMoreThanEight() throws IOException {
        for (int message = 0; message < 4; message++) {
            try (KeepAlive _ = nextHop.keepAlive()) {
                passIntervals(3);
            }
        }
        assertThat(hop.latest().heard()).hasSize(8).containsOnly("NOOP");
    }

    /** The client has only this connection, since postprox does not know its secret. */
    @Test
    void afterAuthTheNextHopHearsThemForAsLongAsItTakes() throws IOException {
        nextHop.remember(Command.parse("AUTH PLAIN secret"));
        try (KeepAlive _ = nextHop.keepAlive()) {
            passIntervals(30);
        }
        assertThat(hop.latest().heard()).hasSize(30);
    }

    /** It would take the next commands for content. */
    @Test
    void aNextHopThatAsksForMoreAfterNoopIsLost() throws IOException {
        hop.on("NOOP", wire -> wire.says("354 go ahead"));
        KeepAlive keepAlive = nextHop.keepAlive();
        passIntervals(1);
        assertThat(keepAlive.stop()).hasValueSatisfying(loss -> {
            assertThat(loss.why()).isEqualTo(NextHopLost.Why.CONFUSED);
            assertThat(loss.detail()).isEqualTo("it answered NOOP with: 354 go ahead");
        });
    }

    /** Its answer would be taken for the one to DATA. */
    @Test
    void aNoopWhoseTurnComesTooLateIsNotSent() throws Exception {
        KeepAlive keepAlive = nextHop.keepAlive();
        hop.pass(InstantNextHop.KEEP_ALIVE);
        Runnable late = hop.dueWork().remove();
        assertThat(keepAlive.stop()).isEmpty();
        Thread thread = Thread.startVirtualThread(late);
        assertThat(thread.join(Duration.ofSeconds(20))).as("its thread ends").isTrue();
        assertThat(hop.latest().heard()).isEmpty();
    }

    @Test
    void theWatchdogForgetsAMessageThatIsDone() throws IOException {
        nextHop.keepAlive().close();
        hop.pass(InstantNextHop.KEEP_ALIVE);
        assertThat(hop.dueWork()).isEmpty();
    }

    private void passIntervals(int count) {
        for (int i = 0; i < count; i++) {
            hop.pass(InstantNextHop.KEEP_ALIVE);
            sendDue();
        }
    }

    private void sendDue() {
        while (!hop.dueWork().isEmpty()) {
            hop.dueWork().remove().run();
        }
    }
}
