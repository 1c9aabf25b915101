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
import postprox.event.MessageEvent;
import postprox.time.Deadline;

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
        countIfAnswer(event);
        log.publish(event);
    }

    /** Counts an event that the log has. Otherwise the message gets another answer, which comes in an event of its own. */
    @Override
    public boolean handOver(Event event, Deadline deadline) {
        boolean taken = log.handOver(event, deadline);
        if (taken) {
            countIfAnswer(event);
        }
        return taken;
    }

    private void countIfAnswer(Event event) {
        // No switch over types: it is made when it is first used, and the first client would wait for it.
        if (event instanceof MessageEvent message && message.isAnswer()) {
            count(message);
        }
    }

    @Override
    public boolean wantsDialogue() {
        return log.wantsDialogue();
    }

    private void count(MessageEvent event) {
        for (FilterNote note : event.message().notes()) {
            // The manual's filter has no name, and its answers are in the lines of its messages.
            if (!note.filter().isEmpty()) {
                counts.computeIfAbsent(note.filter(), _ -> new ConcurrentHashMap<>())
                        .computeIfAbsent(note.answer(), _ -> new LongAdder())
                        .increment();
            }
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
