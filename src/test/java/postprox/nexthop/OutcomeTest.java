package postprox.nexthop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.Event;
import postprox.event.Events;
import postprox.event.HandedOver;
import postprox.event.MessageEvent;
import postprox.event.Speaker;
import postprox.quarantine.Kept;
import postprox.smtp.Reply;
import postprox.testkit.EventSamples;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** The first promise: no 250 of our own without a proof, whatever mistake is made elsewhere. */
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

    /** The two other outcomes need a proof, and only what keeps a message or logs its loss can make one. */
    @Test
    void nobodyElseCanMakeAProofOfACopyOrOfALine() {
        assertThat(Kept.class.getConstructors()).isEmpty();
        assertThat(HandedOver.class.getConstructors()).isEmpty();
    }

    @Test
    void aDiscardWhoseLineTheLogDidNotTakeIsNoOutcome() {
        MessageEvent.MessageDiscarded event = new MessageEvent.MessageDiscarded(EventSamples.MESSAGE, "spam", "spam");
        Deadline never = Deadline.never(Ticker.SYSTEM);
        assertThat(HandedOver.to(_ -> {}, event, never)).isEmpty();
        Events log = new Events() {
            @Override
            public void publish(Event other) {}

            @Override
            public boolean handOver(Event other, Deadline deadline) {
                return true;
            }
        };
        Outcome outcome =
                new Outcome.ThrownAway(HandedOver.to(log, event, never).orElseThrow());
        assertThat(outcome.reply().oneLine()).isEqualTo("250 2.0.0 Ok: taken as s3ss10n");
        assertThat(outcome.by()).isEqualTo(Speaker.POSTPROX);
    }
}
