package postprox.log;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import postprox.event.Event;

/**
 * A queue of log lines with a thread of its own that writes them, so that a slow or broken log never holds up mail. Lines that
 * do not fit into the queue or cannot be written are lost. The thread counts them, and logs the number before the next line.
 * Thread-safe.
 */
public final class QueuedSink implements LogSink {
    /** The maximum of waiting lines: a burst of several seconds at full speed. */
    private static final int QUEUE_LINES = 10_000;

    private static final int CLOSE_MILLIS = 2_000;

    /** Writes lines to the log itself. The sink's thread alone calls it. */
    @FunctionalInterface
    public interface Writer {
        /**
         * Writes one line, which may take long.
         *
         * @throws IOException if the line is lost; its message names the log and the reason
         */
        void write(Severity severity, String line) throws IOException;
    }

    private sealed interface Item {}

    private record Entry(Severity severity, String line) implements Item {}

    private record End() implements Item {}

    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE_LINES);
    private final AtomicLong lost = new AtomicLong();
    private final Writer writer;
    private final Function<Event.LinesLost, String> lossLine;
    private final Thread thread;

    // Of the thread: the reason of the last failure that no line has told yet.
    private Optional<String> reason = Optional.empty();

    /**
     * Makes a sink and starts its thread.
     *
     * @param lossLine makes the line that tells the number of lost lines
     */
    public QueuedSink(Writer writer, Function<Event.LinesLost, String> lossLine) {
        this.writer = writer;
        this.lossLine = lossLine;
        this.thread = Thread.ofPlatform().daemon().name("log").start(this::writeAll);
    }

    @Override
    public void write(Severity severity, String line) {
        if (!queue.offer(new Entry(severity, line))) {
            lost.incrementAndGet();
        }
    }

    @Override
    public void close() {
        try {
            if (queue.offer(new End(), CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                thread.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        try {
            while (queue.take() instanceof Entry entry) {
                writeOne(entry);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeOne(Entry entry) {
        long missing = lost.getAndSet(0);
        try {
            if (missing > 0) {
                writer.write(Severity.WARNING, lossLine.apply(new Event.LinesLost(missing, reason)));
                missing = 0;
                reason = Optional.empty();
            }
            writer.write(entry.severity(), entry.line());
        } catch (IOException | RuntimeException e) {
            // This failure cannot be logged. The line counts as lost, and the next successful write tells number and
            // reason.
            lost.addAndGet(missing + 1);
            reason = Optional.of(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
        }
    }
}
