package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import postprox.event.SessionEvent;
import postprox.smtp.Command;

/** How postprox takes leave of a next hop, or of an envelope, and how long a client waits for it. */
final class GoodbyeTest {
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final InstantNextHop hop = new InstantNextHop();
    private final NextHop nextHop = hop.inTransaction();

    /** A refusal that comes with the deadline would otherwise come twice as late, when Postfix has given up. */
    @Test
    void aNextHopThatReadsNoMoreHoldsUpARefusalForSecondsOnly() throws Exception {
        nextHop.connect();
        hop.latest().readsNoMore();
        nextHop.abandon();
        assertThat(hop.passed()).isEqualTo(GOODBYE);
        assertThat(hop.latest().isClosed()).isTrue();
    }

    @Test
    void aNextHopThatDoesNotAnswerResetHoldsUpARefusalForSecondsOnly() throws Exception {
        hop.on("RSET", InstantWire::isSilent);
        nextHop.connect();
        nextHop.reset();
        assertThat(hop.passed()).isEqualTo(GOODBYE);
        assertThat(hop.latest().isClosed()).isTrue();
    }

    @Test
    void aNextHopThatDoesNotAnswerTheClientsQuitHoldsItUpForSecondsOnly() throws Exception {
        hop.on("QUIT", InstantWire::isSilent);
        nextHop.connect();
        assertThatThrownBy(() -> nextHop.sayGoodbye(Command.parse("QUIT"))).isInstanceOf(NextHopLost.class);
        assertThat(hop.passed()).isEqualTo(GOODBYE);
        assertThat(hop.latest().isClosed()).isTrue();
    }

    /** Its words would be taken for the answer to RSET, and that answer for the next command's. */
    @Test
    void aNextHopThatSpeaksUnaskedIsLeftAndNotReset() throws Exception {
        nextHop.connect();
        hop.latest().says("250 surprise");
        nextHop.reset();
        assertThat(hop.latest().isClosed()).isTrue();
        assertThat(hop.latest().heard()).isEmpty();
    }

    @Test
    void theDialogueSaysThatTheNextHopWasGoneBeforeQuit() throws Exception {
        nextHop.connect();
        hop.latest().breaks();
        nextHop.abandon();
        assertThat(hop.dialogue()).endsWith("QUIT", "(gone before QUIT)");
    }

    /** The loss of the connection was reported when it happened. */
    @Test
    void aNextHopThatIsGoneAlreadyIsNoNewTrouble() throws Exception {
        nextHop.connect();
        nextHop.remember(Command.parse("AUTH PLAIN secret"));
        nextHop.drop();
        nextHop.abandon();
        assertThat(hop.events()).noneMatch(SessionEvent.NextHopTrouble.class::isInstance);
    }
}
