package postprox.filter.worker;

import java.util.concurrent.atomic.AtomicLong;
import postprox.event.Events;
import postprox.event.FilterEvent;
import postprox.event.Repeated;
import postprox.text.WireText;

/**
 * The lines that a filter's workers write to standard error, on their way to the log. At most {@value #LINES_A_SECOND} lines a second
 * of all workers get there; the others are counted. Thread-safe.
 */
final class ErrorLines {
    static final int LINES_A_SECOND = 20;

    /** A longer line is cut. */
    private static final int LINE_BYTES = 1000;

    private static final long SECOND = 1_000_000_000L;

    private final String filter;
    private final Events events;
    private final Repeated dropped;
    private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong written = new AtomicLong();

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
    Splitter splitter() {
        return new Splitter();
    }

    private void line(String text) {
        long now = System.nanoTime() / SECOND;
        if (second.getAndSet(now) != now) {
            written.set(0);
        }
        if (written.incrementAndGet() <= LINES_A_SECOND) {
            events.publish(new FilterEvent.FilterSaid(filter, text));
        } else {
            dropped.happened("");
        }
    }

    /** Makes lines of the bytes of one worker, in bounded memory. */
    final class Splitter {
        private final StringBuilder line = new StringBuilder();

        /** Takes the next bytes. */
        void take(byte[] bytes) {
            String text = WireText.of(bytes, 0, bytes.length);
            int start = 0;
            for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
                append(text, start, end);
                endLine();
                start = end + 1;
            }
            append(text, start, text.length());
        }

        /** Ends the line that is being taken, since no more bytes come. */
        void endLine() {
            String text = line.toString().stripTrailing();
            line.setLength(0);
            if (!text.isEmpty()) {
                line(text);
            }
        }

        private void append(String text, int start, int end) {
            line.append(text, start, Math.min(end, start + LINE_BYTES - line.length()));
        }

        private void line(String text) {
            ErrorLines.this.line(text);
        }
    }
}
