package postprox.log;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Writes lines on a thread of its own, so that a log that is slow or gone never holds up mail. What does not fit into
 * the queue is counted, and the count is logged when there is room again.
 */
public final class QueuedSink implements LogSink {
    /** A burst of several seconds at full speed. */
    private static final int QUEUE_LINES = 10_000;

    private static final int CLOSE_MILLIS = 2_000;

    /** The slow part: one line to its reader. */
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
     * A sink whose thread waits for lines.
     *
     * @param lossLine the line that says how many were lost
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
            // Nobody is left to tell: the line is counted, and the count is the first thing said when the log is back.
            lost.addAndGet(missing + 1);
        }
    }
}
