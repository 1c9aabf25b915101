package postprox.log;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import postprox.event.Event;
import postprox.smtp.MemoryBudget;

/**
 * A queue of log lines with a thread of its own that writes them, so that a slow or broken log never holds up mail. Lines that
 * cannot be made, do not fit into the queue or cannot be written are lost. The sink counts them, and its thread logs the number
 * before the next line. Thread-safe.
 */
public final class QueuedSink implements LogSink {
    /** The maximum of waiting lines: a burst of several seconds at full speed. */
    private static final int QUEUE_LINES = 10_000;

    /** The waiting lines may take 1/32 of the heap. Strangers can make lines long, and mail needs the memory. */
    private static final int SHARE_OF_HEAP = 32;

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

    private record Entry(Severity severity, String line) implements Item {
        long bytes() {
            return MemoryBudget.cost(line);
        }
    }

    private record End() implements Item {}

    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE_LINES);
    private final AtomicLong freeBytes;
    private final AtomicLong lost = new AtomicLong();
    private final Writer writer;
    private final Function<Event.LinesLost, String> lossLine;
    private final Thread thread;

    /** The last failure that no line has told yet. It is kept as it is: where memory is short, nothing can be made of it. */
    private volatile @Nullable Throwable failure;

    /**
     * Makes a sink and starts its thread.
     *
     * @param lossLine makes the line that tells the number of lost lines
     */
    public QueuedSink(Writer writer, Function<Event.LinesLost, String> lossLine) {
        this(writer, lossLine, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** Makes a sink whose waiting lines take at most a number of bytes. */
    QueuedSink(Writer writer, Function<Event.LinesLost, String> lossLine, long bytes) {
        this.freeBytes = new AtomicLong(bytes);
        this.writer = writer;
        this.lossLine = lossLine;
        this.thread = Thread.ofPlatform().daemon().name("log").start(this::writeAll);
    }

    @Override
    public boolean write(Severity severity, Supplier<String> line) {
        try {
            return add(new Entry(severity, line.get()));
        } catch (RuntimeException | Error e) {
            lose(e);
            return false;
        }
    }

    private boolean add(Entry entry) {
        if (freeBytes.addAndGet(-entry.bytes()) < 0 || !queue.offer(entry)) {
            freeBytes.addAndGet(entry.bytes());
            lost.incrementAndGet();
            return false;
        }
        return true;
    }

    /** Counts a line that failed. This failure cannot be logged now: the next successful write tells number and reason. */
    private void lose(Throwable reason) {
        failure = reason;
        lost.incrementAndGet();
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
        boolean open = true;
        while (open) {
            try {
                open = writeNext();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                open = false;
            } catch (IOException | RuntimeException | Error e) {
                // An error at one line, such as a full heap, must not end the thread: no later line would be written.
                lose(e);
            }
        }
    }

    /** Writes the next line. Returns false at the end of the queue. */
    private boolean writeNext() throws InterruptedException, IOException {
        if (!(queue.take() instanceof Entry entry)) {
            return false;
        }
        freeBytes.addAndGet(entry.bytes());
        tellLoss();
        writer.write(entry.severity(), entry.line());
        return true;
    }

    private void tellLoss() throws IOException {
        long missing = lost.get();
        if (missing > 0) {
            Optional<String> reason = Optional.ofNullable(failure).map(QueuedSink::words);
            writer.write(Severity.WARNING, lossLine.apply(new Event.LinesLost(missing, reason)));
            lost.addAndGet(-missing);
            failure = null;
        }
    }

    /** The words of a writer's own exception, which name the log; any other exception by its name. */
    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof IOException && message != null ? message : failure.toString();
    }
}
