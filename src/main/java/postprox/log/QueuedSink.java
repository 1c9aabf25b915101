package postprox.log;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * A queue of log lines with a thread of its own that writes them, so that a slow or broken log never holds up mail. Lines that
 * do not fit into the queue are lost; the thread counts them, and logs the number with the next line. Thread-safe.
 */
public final class QueuedSink implements LogSink {
    /** The maximum of waiting lines: a burst of several seconds at full speed. */
    private static final int QUEUE_LINES = 10_000;

    private static final int CLOSE_MILLIS = 2_000;

    /** Writes one line to the log itself, which may take long. The sink's thread alone calls it. */
    @FunctionalInterface
    public interface Writer {
        void write(Severity severity, String line) throws IOException;
    }

    private sealed interface Item {}

    private record Entry(Severity severity, String line) implements Item {}

    private record End() implements Item {}

    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE_LINES);
    private final AtomicLong lost = new AtomicLong();
    private final Writer writer;
    private final LongFunction<String> lossLine;
    private final Thread thread;

    /**
     * Makes a sink and starts its thread.
     *
     * @param lossLine makes the line that tells the number of lost lines
     */
    public QueuedSink(Writer writer, LongFunction<String> lossLine) {
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
                writer.write(Severity.WARNING, lossLine.apply(missing));
                missing = 0;
            }
            writer.write(entry.severity(), entry.line());
        } catch (IOException | RuntimeException e) {
            // This failure cannot be logged. The line counts as lost, and the next successful write tells the number.
            lost.addAndGet(missing + 1);
        }
    }
}
