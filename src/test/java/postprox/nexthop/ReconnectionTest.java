package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postprox.smtp.BodyType;
import postprox.smtp.Command;

/** Another connection to a next hop that was lost. */
class ReconnectionTest {
    private static final Command NOOP = Command.parse("NOOP");

    /** As many errors as Postfix allows on one connection (smtpd_hard_error_limit). */
    private static final int MAX = 20;

    private final InstantNextHop hop = new InstantNextHop();

    /** The session closes the connection that it has, and cannot close one that it was never given. */
    @Test
    void aConnectionIsClosedEvenIfMemoryRunsOutWhileItHearsTheEnvelope() throws IOException {
        NextHop nextHop = hop.inTransaction(new EndlessTransaction());
        nextHop.connect();
        nextHop.lose(new NextHopLost(NextHopLost.Why.CLOSED, "the connection was closed"));
        assertThatThrownBy(() -> nextHop.forward(NOOP)).isInstanceOf(OutOfMemoryError.class);
        assertThat(hop.connections()).hasSize(2).allMatch(InstantWire::isClosed);
    }

    /** Each connection lets a client make all its errors anew. */
    @Test
    void aNextHopThatIsLostAgainAndAgainIsGivenUp() throws IOException {
        NextHop nextHop = hop.inTransaction();
        nextHop.connect();
        for (int i = 0; i < MAX; i++) {
            assertThat(nextHop.noReconnection()).isEmpty();
            hop.latest().hangsUp();
            assertThat(nextHop.forward(NOOP).code()).isEqualTo(250);
        }
        assertThat(nextHop.noReconnection()).contains(NoReconnection.UNSTEADY);
        hop.latest().hangsUp();
        assertThatThrownBy(() -> nextHop.forward(NOOP)).isInstanceOf(NextHopLost.class);
        assertThat(hop.connections()).hasSize(1 + MAX);
    }

    /** A next hop that takes one message a connection is an ordinary one. */
    @Test
    void aSessionWhoseMessagesAreAnsweredMayOpenOneConnectionForEach() throws IOException {
        NextHop nextHop = hop.inTransaction();
        nextHop.connect();
        for (int message = 0; message < 3 * MAX; message++) {
            hop.latest().hangsUp();
            nextHop.forward(NOOP);
            nextHop.endMessage();
        }
        assertThat(nextHop.noReconnection()).isEmpty();
    }

    /** A client that has sent many messages may not make more errors than another. */
    @Test
    void answeredMessagesAreNoCredit() throws IOException {
        NextHop nextHop = hop.inTransaction();
        nextHop.connect();
        for (int message = 0; message < 3 * MAX; message++) {
            nextHop.endMessage();
        }
        for (int i = 0; i < MAX; i++) {
            hop.latest().hangsUp();
            nextHop.forward(NOOP);
        }
        assertThat(nextHop.noReconnection()).contains(NoReconnection.UNSTEADY);
    }

    @Test
    void afterAuthTheClientAloneCouldOpenAnotherOne() throws IOException {
        NextHop nextHop = hop.inTransaction();
        nextHop.connect();
        nextHop.remember(Command.parse("AUTH PLAIN secret"));
        assertThat(nextHop.noReconnection()).contains(NoReconnection.AUTHENTICATED);
        hop.latest().hangsUp();
        assertThatThrownBy(() -> nextHop.forward(NOOP)).isInstanceOf(NextHopLost.class);
        assertThat(hop.connections()).hasSize(1);
    }

    @Test
    void aHangUpAfterARefusalIsMeantForTheClient() throws IOException {
        NextHop nextHop = refused();
        hop.latest().hangsUp();
        assertThatThrownBy(() -> nextHop.forward(NOOP)).isInstanceOf(NextHopLost.class);
        assertThat(nextHop.noReconnection()).contains(NoReconnection.SENT_AWAY);
        assertThat(hop.connections()).hasSize(1);
    }

    /** By then it has waited for content, which says nothing about the client. */
    @Test
    void aHangUpAfterTheClientWasAskedForContentIsNotMeantForIt() throws IOException {
        NextHop nextHop = refused();
        nextHop.settle();
        hop.latest().hangsUp();
        assertThat(nextHop.forward(NOOP).code()).isEqualTo(250);
        assertThat(hop.connections()).hasSize(2);
    }

    private NextHop refused() throws IOException {
        hop.once("RCPT", wire -> wire.says("550 5.1.1 no such user"));
        NextHop nextHop = hop.inTransaction();
        nextHop.connect();
        nextHop.forward(Command.parse("RCPT TO:<a@b>"));
        return nextHop;
    }

    @Test
    void theDialogueSaysWhyTheFirstOneWasLeft() throws IOException {
        NextHop nextHop = hop.inTransaction();
        nextHop.connect();
        hop.latest().says("421 4.4.2 timeout exceeded");
        nextHop.forward(NOOP);
        assertThat(hop.dialogue())
                .containsSubsequence(
                        "220 next.hop",
                        "(lost while it waited: it said: 421 4.4.2 timeout exceeded)",
                        "220 next.hop",
                        "NOOP");
    }

    /** Another connection would take the secret for a command. */
    @Test
    void aSecretIsNotSaidToANextHopThatHasHungUp() throws IOException {
        hop.on("AUTH", wire -> wire.says("334 VXNlcm5hbWU6"));
        NextHop nextHop = hop.inTransaction();
        nextHop.connect();
        nextHop.forward(Command.parse("AUTH LOGIN"));
        hop.latest().says("421 4.4.2 timeout exceeded");
        assertThatThrownBy(() -> nextHop.forwardStep(Command.parse("c2VjcmV0"))).isInstanceOf(NextHopLost.class);
        assertThat(hop.connections()).hasSize(1);
        assertThat(hop.latest().heard()).containsExactly("AUTH LOGIN");
    }

    /** No heap is large enough for its lines. */
    private static final class EndlessTransaction implements ReplayableTransaction {
        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public BodyType body() {
            return BodyType.UNSAID;
        }

        @Override
        public Stream<String> lines() {
            throw new OutOfMemoryError("Java heap space");
        }
    }
}
