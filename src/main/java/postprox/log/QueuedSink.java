package postprox.log;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import postprox.event.ProcessEvent;
import postprox.smtp.MemoryBudget;
import postprox.time.Deadline;

/**
 * A queue of log lines with a thread of its own that writes them, so that a slow or broken log never holds up mail, but for a
 * message whose only trace is its line ({@link #writeAndWait}). Lines that
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

    /**
     * A line.
     *
     * @param written becomes whether it is written, for the thread that waits for that, if there is one
     */
    private record Entry(Severity severity, String line, Optional<CompletableFuture<Boolean>> written) implements Item {
        long bytes() {
            return MemoryBudget.cost(line);
        }

        /** Whether the thread that waited has gone without the line. */
        boolean isGivenUp() {
            return written.isPresent() && written.get().isDone();
        }

        void end(boolean isWritten) {
            if (written.isPresent()) {
                boolean _ = written.get().complete(isWritten);
            }
        }
    }

    private record End() implements Item {}

    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE_LINES);
    private final AtomicLong freeBytes;
    private final AtomicLong lost = new AtomicLong();
    private final Writer writer;
    private final Function<ProcessEvent.LinesLost, String> lossLine;
    private final Thread thread;

    /** Whether the thread takes no line any more. */
    private volatile boolean ended;

    /** The last failure that no line has told yet. It is kept as it is: where memory is short, nothing can be made of it. */
    private volatile @Nullable Throwable failure;

    /**
     * Makes a sink and starts its thread.
     *
     * @param lossLine makes the line that tells the number of lost lines
     */
    public QueuedSink(Writer writer, Function<ProcessEvent.LinesLost, String> lossLine) {
        this(writer, lossLine, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** Makes a sink whose waiting lines take at most a number of bytes. */
    QueuedSink(Writer writer, Function<ProcessEvent.LinesLost, String> lossLine, long bytes) {
        this.freeBytes = new AtomicLong(bytes);
        this.writer = writer;
        this.lossLine = lossLine;
        this.thread = Thread.ofPlatform().daemon().name("log").start(this::writeAll);
    }

    @Override
    public boolean write(Severity severity, Supplier<String> line) {
        return add(severity, line, Optional.empty());
    }

    @Override
    public boolean writeAndWait(Severity severity, Supplier<String> line, Deadline deadline) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        if (!add(severity, line, Optional.of(written)) || ended) {
            return false;
        }
        try {
            return written.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // The line is late.
        }
        // The thread leaves the line out now, unless it has written it at this moment.
        return !written.complete(false) && written.join();
    }

    private boolean add(Severity severity, Supplier<String> line, Optional<CompletableFuture<Boolean>> written) {
        try {
            return add(new Entry(severity, line.get(), written));
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
        try {
            writeUntilTheEnd();
        } finally {
            // A line that comes into the queue after this finds that the thread has ended.
            ended = true;
            for (Item item = queue.poll(); item != null; item = queue.poll()) {
                if (item instanceof Entry entry) {
                    entry.end(false);
                }
            }
        }
    }

    private void writeUntilTheEnd() {
        boolean open = true;
        while (open) {
            try {
                open = writeNext();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                open = false;
            } catch (RuntimeException | Error e) {
                // An error at one line, such as a full heap, must not end the thread: no later line would be written.
                lose(e);
            }
        }
    }

    /** Writes the next line. Returns false at the end of the queue. */
    private boolean writeNext() throws InterruptedException {
        if (!(queue.take() instanceof Entry entry)) {
            return false;
        }
        freeBytes.addAndGet(entry.bytes());
        boolean isWritten = false;
        try {
            if (!entry.isGivenUp()) {
                tellLoss();
                writer.write(entry.severity(), entry.line());
                isWritten = true;
            }
        } catch (IOException | RuntimeException | Error e) {
            // Before whoever waits for the line hears of it, and goes on.
            lose(e);
        } finally {
            entry.end(isWritten);
        }
        return true;
    }

    private void tellLoss() throws IOException {
        long missing = lost.get();
        if (missing > 0) {
            Optional<String> reason = Optional.ofNullable(failure).map(QueuedSink::words);
            writer.write(Severity.WARNING, lossLine.apply(new ProcessEvent.LinesLost(missing, reason)));
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
