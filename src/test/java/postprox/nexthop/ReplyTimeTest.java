package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import postprox.smtp.Command;

/** How long the next hop may take for a reply (--next-hop-timeout). */
class ReplyTimeTest {
    private static final Duration LONG_PAUSE = Duration.ofMinutes(10);
    private static final Duration MOST_OF_IT = Duration.ofSeconds(20);
    private static final Command MAIL = Command.parse("MAIL FROM:<a@b>");

    private final InstantNextHop hop = new InstantNextHop();
    private final NextHop nextHop = hop.inTransaction();

    @Test
    void theGreetingHasTheTimeOfAReply() {
        hop.on(InstantNextHop.GREETING, InstantWire::isSilent);
        assertLostInTheTimeOfAReply(nextHop::connect);
    }

    @Test
    void aCommandHasIt() throws IOException {
        hop.on("MAIL", InstantWire::isSilent);
        nextHop.connect();
        hop.pass(LONG_PAUSE);
        assertLostInTheTimeOfAReply(() -> nextHop.forward(MAIL));
    }

    /** Each byte comes in time. */
    @Test
    void theWholeReplyHasIt() throws IOException {
        hop.on("MAIL", wire -> {
            for (int sent = 0; sent < 8; sent++) {
                wire.sendsAfter(Duration.ofSeconds(10).multipliedBy(sent), "250 Ok\r\n".substring(sent, sent + 1));
            }
        });
        nextHop.connect();
        nextHop.sendAhead(MAIL);
        assertLostInTheTimeOfAReply(() -> nextHop.answerTo(MAIL));
    }

    /** The client waits for one reply, and gives up after 100 s (smtpd_proxy_timeout). */
    @Test
    void anotherConnectionAndTheReplyOnItShareIt() throws IOException {
        nextHop.connect();
        hop.latest().hangsUp();
        hop.on(InstantNextHop.GREETING, wire -> wire.saysAfter(MOST_OF_IT, "220 next.hop"));
        hop.on("MAIL", InstantWire::isSilent);
        assertLostInTheTimeOfAReply(() -> nextHop.forward(MAIL));
        assertThat(hop.connections()).hasSize(2);
    }

    /** The time begins with the group, and not with the command before it. */
    @Test
    void aGroupOfCommandsAfterALongPauseHasIt() throws IOException {
        nextHop.connect();
        nextHop.forward(Command.parse("EHLO client"));
        hop.pass(LONG_PAUSE);
        assertGroupHasIt();
    }

    /** The few seconds that RSET may take are over by then. */
    @Test
    void aGroupOfCommandsAfterAMessageThatWasTakenBackHasIt() throws IOException {
        nextHop.connect();
        nextHop.reset();
        nextHop.endMessage();
        hop.pass(LONG_PAUSE);
        assertGroupHasIt();
    }

    private void assertGroupHasIt() throws IOException {
        hop.on("MAIL", wire -> wire.saysAfter(MOST_OF_IT, "250 Ok"));
        hop.on("RCPT", InstantWire::isSilent);
        Command rcpt = Command.parse("RCPT TO:<c@d>");
        nextHop.sendAhead(MAIL);
        nextHop.sendAhead(rcpt);
        assertThat(nextHop.answerTo(MAIL).code()).isEqualTo(250);
        assertLostInTheTimeOfAReply(() -> nextHop.answerTo(rcpt));
    }

    @Test
    void aLateStepOfAuthHasIt() throws IOException {
        hop.on("AUTH", wire -> wire.says("334 VXNlcm5hbWU6"));
        hop.on("C2VJCMV0", wire -> wire.saysAfter(MOST_OF_IT, "235 welcome"));
        nextHop.connect();
        nextHop.forward(Command.parse("AUTH LOGIN"));
        hop.pass(LONG_PAUSE);
        assertThat(nextHop.forwardStep(Command.parse("c2VjcmV0")).code()).isEqualTo(235);
    }

    private void assertLostInTheTimeOfAReply(ThrowingCallable wait) {
        Duration before = hop.passed();
        assertThatThrownBy(wait).isInstanceOf(NextHopLost.class);
        assertThat(hop.passed().minus(before)).isEqualTo(InstantNextHop.REPLY_TIMEOUT);
    }
}
