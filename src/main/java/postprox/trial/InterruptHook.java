package postprox.trial;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A shutdown hook that kills the filter if the user ends a trial by SIGINT or SIGTERM. The filter runs in a process group of its
 * own, so the terminal's ^C does not reach it. After the filter's end, the trial's own thread removes its files, and the hook's
 * thread waits for that.
 */
final class InterruptHook implements AutoCloseable {
    private static final int STEP_MILLIS = 20;
    private static final int MAX_STEPS = 100;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endFilter, "interrupt-hook");

    InterruptHook() {
        Runtime.getRuntime().addShutdownHook(hook);
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
