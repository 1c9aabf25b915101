package postprox.trial;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import postprox.posix.OwnProcess;

/** Says on a terminal how long a filter has been running, once it takes longer than a reader expects. What it says is wiped out. */
public final class Progress implements AutoCloseable {
    private static final int STANDARD_ERROR = 2;
    private static final int SILENT_SECONDS = 2;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread teller;

    private Progress(Duration timeout) {
        teller = Thread.ofPlatform().daemon().name("progress").unstarted(() -> tell(timeout.toSeconds()));
    }

    /**
     * Begins to tell.
     *
     * @param timeout how long the filter may take
     */
    public static Progress of(Duration timeout) {
        Progress progress = new Progress(timeout);
        if (OwnProcess.isTerminal(STANDARD_ERROR)) {
            progress.teller.start();
        }
        return progress;
    }

    private void tell(long most) {
        int width = 0;
        try {
            for (int seconds = SILENT_SECONDS;
                    !over.await(seconds == SILENT_SECONDS ? SILENT_SECONDS : 1, TimeUnit.SECONDS);
                    seconds++) {
                String words = words(seconds, most);
                width = words.length();
                System.err.print("\r" + words);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (width > 0) {
            System.err.print("\r" + " ".repeat(width) + "\r");
        }
    }

    static String words(long seconds, long most) {
        return "still running, " + seconds + " s of " + most;
    }

    @Override
    public void close() {
        over.countDown();
        if (teller.isAlive()) {
            try {
                teller.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
