package postprox.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * The JVM's own threads that wake virtual threads: one for those that wait for a time, others for those that wait for a socket.
 * The JVM makes each when it is first needed. If the system gives no thread then, a virtual thread that waits is never woken,
 * and the service hangs for ever. So a service has the JVM make these threads before it begins.
 */
final class WaitingThreads {
    /** Far longer than making the threads takes. The JVM does not report that it got no thread. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private static final long LOOK_NANOS = Duration.ofNanos(100_000).toNanos();

    private WaitingThreads() {}

    /** Has the JVM make the threads. */
    static void make() throws IOException {
        CompletableFuture<Integer> made = new CompletableFuture<>();
        try {
            Pipe pipe = Pipe.open();
            try (Pipe.SourceChannel source = pipe.source();
                    Pipe.SinkChannel sink = pipe.sink()) {
                Thread waiting = Thread.ofVirtual().start(() -> waitForBoth(source, made));
                long end = System.nanoTime() + PATIENCE_NANOS;
                while (!made.isDone() && waiting.getState() != Thread.State.WAITING) {
                    if (System.nanoTime() - end > 0) {
                        throw new IOException("no threads to wait for connections: who waits is not woken");
                    }
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                int _ = sink.write(ByteBuffer.allocate(1));
                var _ = made.get();
            }
        } catch (ExecutionException | OutOfMemoryError e) {
            throw new IOException("no threads to wait for connections: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void waitForBoth(Pipe.SourceChannel source, CompletableFuture<Integer> made) {
        try {
            LockSupport.parkNanos(1);
            made.complete(source.read(ByteBuffer.allocate(1)));
        } catch (IOException | RuntimeException | Error e) {
            made.completeExceptionally(e);
        }
    }
}
