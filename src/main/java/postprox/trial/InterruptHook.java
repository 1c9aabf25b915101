package postprox.trial;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A shutdown hook that ends what a trial waits for if the user ends it by SIGINT or SIGTERM: the rest of the message, and the filter.
 * The filter runs in a process group of its own, so the terminal's ^C does not reach it. Then the trial's own thread removes its
 * files, and the hook's thread waits for that.
 */
final class InterruptHook implements AutoCloseable {
    private static final int STEP_MILLIS = 20;
    private static final int MAX_STEPS = 100;

    private final Closeable content;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endWaits, "interrupt-hook");

    /**
     * Adds the hook.
     *
     * @param content what the message is read from; a close ends a read that waits
     */
    InterruptHook(Closeable content) {
        this.content = content;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void endWaits() {
        try {
            content.close();
        } catch (IOException e) {
            // What waits for more of the message is woken before the descriptor is closed.
        }
        endFilter();
    }

    /** Kills the filter again and again until the trial is over, since the signal may come just before the filter starts. */
    private void endFilter() {
        try {
            for (int i = 0; i < MAX_STEPS; i++) {
                ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
                if (over.await(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the hook's wait. The trial calls this method after it has removed its files. */
    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is shutting down, so the hook is running. It stops, since countDown() has ended its wait.
        }
    }
}
