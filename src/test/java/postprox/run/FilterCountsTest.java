package postprox.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.event.Event;
import postprox.event.Events;
import postprox.event.FilterEvent;
import postprox.event.MessageEvent;
import postprox.event.Speaker;
import postprox.smtp.Replies;
import postprox.testkit.EventSamples;
import postprox.time.Deadline;
import postprox.time.Ticker;

/** The counts by which an administrator judges a filter. */
class FilterCountsTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMessageThatIsToBeThrownAwayCountsOnceWhetherTheLogTakesItOrNot(boolean taken) {
        List<Event> published = new ArrayList<>();
        FilterCounts counts = new FilterCounts(new Events() {
            @Override
            public void publish(Event event) {
                published.add(event);
            }

            @Override
            public boolean handOver(Event event, Deadline deadline) {
                return taken;
            }
        });
        Event discarded = new MessageEvent.MessageDiscarded(EventSamples.MESSAGE, "virus", "Eicar");
        if (!counts.handOver(discarded, Deadline.never(Ticker.SYSTEM))) {
            counts.publish(new MessageEvent.MessageRefused(EventSamples.MESSAGE, Replies.NOT_KEPT, Speaker.POSTPROX));
        }
        counts.report();
        assertThat(published.getLast())
                .isInstanceOfSatisfying(
                        FilterEvent.FilterCounted.class,
                        counted -> assertThat(counted.answers()).containsOnly(Map.entry("would-pass", 1L)));
    }
}
