package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.Speaker;
import postprox.smtp.Reply;

/** The first promise: no 250 of our own, whatever mistake is made elsewhere. */
final class OutcomeTest {
    @ParameterizedTest
    @EnumSource(names = {"FILTER", "POSTPROX"})
    void nobodyButTheNextHopAcknowledgesAMessage(Speaker speaker) {
        assertThatThrownBy(() -> new Outcome.Answered(Reply.of(250, "2.0.0 Ok"), speaker))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Outcome.Answered(Reply.of(550, "no"), speaker).reply().code())
                .isEqualTo(550);
    }

    @Test
    void theNextHopDoesInItsOwnWords() {
        Reply reply = Reply.of(250, "2.0.0 Ok: queued as 1");
        assertThat(new Outcome.Answered(reply, Speaker.NEXT_HOP).reply()).isEqualTo(reply);
    }

    @ParameterizedTest
    @ValueSource(ints = {150, 354})
    void whatIsNeitherYesNorNoIsNoAnswer(int code) {
        assertThatThrownBy(() -> new Outcome.Answered(Reply.of(code, "well"), Speaker.NEXT_HOP))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
