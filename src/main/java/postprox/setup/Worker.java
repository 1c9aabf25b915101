package postprox.setup;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work that must not be left half done. If the process is told to end (SIGINT, SIGTERM), the work is interrupted, and the process ends
 * when the work has: it takes back what it has done.
 */
final class Worker {
    private Worker() {}

    /** What is done, and taken back if its thread is interrupted. */
    interface Work {
        void run() throws IOException, SetupRefused;
    }

    /** Does the work on a virtual thread: an interrupt ends its wait for a socket too. */
    static void run(Work work) throws IOException, SetupRefused {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread worker = Thread.ofVirtual().unstarted(task);
        Thread hook = new Thread(() -> end(worker), "setup-hook");
        Runtime.getRuntime().addShutdownHook(hook);
        worker.start();
        try {
            task.get();
        } catch (ExecutionException e) {
            throwAgain(Optional.ofNullable(e.getCause()).orElse(e));
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        } finally {
            remove(hook);
        }
    }

    private static void end(Thread worker) {
        worker.interrupt();
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Thread hook) {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is at work: the process ends.
        }
    }

    private static void throwAgain(Throwable cause) throws IOException, SetupRefused {
        switch (cause) {
            case IOException e -> throw e;
            case SetupRefused e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(cause);
        }
    }
}
