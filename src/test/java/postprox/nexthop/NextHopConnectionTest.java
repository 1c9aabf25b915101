package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import postprox.event.SessionEvents;
import postprox.testkit.Monologue;
import postprox.time.Ticker;

/** What a connection to the next hop holds. */
class NextHopConnectionTest {
    /** However many of them a session has, one after the other. */
    @Test
    void aNextHopThatIsLostInTheMiddleOfAReplyKeepsNoMemory() throws IOException {
        CountingBudget budget = new CountingBudget();
        for (int i = 0; i < 100; i++) {
            Monologue wire = new Monologue("250-" + "x".repeat(3000) + "\r\n250-");
            NextHopConnection hop = new NextHopConnection(wire, Ticker.SYSTEM, new SessionEvents(_ -> {}, "s"), budget);
            assertThatThrownBy(hop::readReply).isInstanceOf(NextHopLost.class);
            hop.write(new byte[20_000]);
            assertThat(budget.reserved()).isPositive();
            hop.close();
            assertThat(budget.reserved()).isZero();
        }
    }
}
