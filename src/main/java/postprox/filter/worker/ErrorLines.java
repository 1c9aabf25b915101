package postprox.filter.worker;

import postprox.event.Events;
import postprox.event.FilterEvent;
import postprox.event.Repeated;
import postprox.text.OutputLines;
import postprox.time.Rate;

/**
 * The lines that a filter's workers write to standard error, on their way to the log. At most {@value #LINES_A_SECOND} lines a second
 * of all workers get there; the others are counted. Thread-safe.
 */
final class ErrorLines {
    static final int LINES_A_SECOND = 20;

    /** A longer line is cut. */
    private static final int LINE_BYTES = 1000;

    private final String filter;
    private final Events events;
    private final Repeated dropped;
    private final Rate rate = new Rate(LINES_A_SECOND, System.nanoTime());

    ErrorLines(String filter, Events events) {
        this.filter = filter;
        this.events = events;
        this.dropped = new Repeated(events, (times, _) -> new FilterEvent.FilterLinesDropped(filter, times));
    }

    /** Publishes how many lines were dropped, once a second at most. The watchdog's thread calls this. */
    void check(long now) {
        dropped.check(now);
    }

    /** Takes what one worker writes. For the thread that reads from it. */
    OutputLines ofOneWorker() {
        return new OutputLines(LINE_BYTES, this::take);
    }

    private void take(String line) {
        if (rate.allows(System.nanoTime())) {
            events.publish(new FilterEvent.FilterSaid(filter, line));
        } else {
            dropped.happened("");
        }
    }
}
