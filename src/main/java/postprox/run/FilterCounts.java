package postprox.run;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import postprox.event.Event;
import postprox.event.Events;
import postprox.event.FilterEvent;
import postprox.event.FilterNote;

/**
 * Counts what each filter with a name said, on the way of the events to the log. A filter that is only observed is judged by these
 * counts. Thread-safe.
 */
final class FilterCounts implements Events {
    private final Events log;
    // As many entries as the configuration has had filters, with as many words as there are answers.
    private final ConcurrentMap<String, ConcurrentMap<String, LongAdder>> counts = new ConcurrentHashMap<>();

    FilterCounts(Events log) {
        this.log = log;
    }

    @Override
    public void publish(Event event) {
        boolean _ = handOver(event);
    }

    @Override
    public boolean handOver(Event event) {
        // No switch over types: it is made when it is first used, and the first client would wait for it.
        if (event instanceof Event.OfMessage message && message.isAnswer()) {
            count(message);
        }
        return log.handOver(event);
    }

    @Override
    public boolean wantsDialogue() {
        return log.wantsDialogue();
    }

    private void count(Event.OfMessage event) {
        for (FilterNote note : event.message().notes()) {
            counts.computeIfAbsent(note.filter(), _ -> new ConcurrentHashMap<>())
                    .computeIfAbsent(note.answer(), _ -> new LongAdder())
                    .increment();
        }
    }

    /** Publishes the counts since the start, one event for each filter that a message has come to. */
    void report() {
        new TreeMap<>(counts).forEach((filter, answers) -> {
            SortedMap<String, Long> sums = new TreeMap<>();
            answers.forEach((answer, sum) -> sums.put(answer, sum.sum()));
            log.publish(new FilterEvent.FilterCounted(filter, sums));
        });
    }
}
