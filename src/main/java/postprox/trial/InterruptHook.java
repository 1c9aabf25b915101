package postprox.trial;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that nothing is left behind when the user breaks off a trial (SIGINT, SIGTERM). The filter runs in a process
 * group of its own, which the terminal's ^C does not reach: it is ended here, and its trial then goes on to remove its
 * files.
 */
final class InterruptHook implements AutoCloseable {
    private static final int STEP_MILLIS = 20;
    private static final int MOST_STEPS = 100;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endFilter, "interrupt-hook");

    InterruptHook() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** More than once, for the signal may have come just before the filter was started. */
    private void endFilter() {
        try {
            for (int i = 0; i < MOST_STEPS; i++) {
                ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
                if (over.await(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The trial is over and has removed its files. */
    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is being ended: the hook is at work and has just been told that it can stop.
        }
    }
}
