package postprox.setup;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Work that must not be left half done. If the process is told to end (SIGINT, SIGTERM), the work is interrupted, and the process ends
 * when the work has: it takes back what it has done.
 */
final class Worker {
    private final FutureTask<Optional<Exception>> task;
    private final Thread thread;
    private final Thread hook = new Thread(this::end, "setup-hook");
    private final Consumer<String> out;

    /** What is done, and taken back if its thread is interrupted. */
    interface Work {
        void run() throws IOException, SetupRefused;
    }

    private Worker(Work work, Consumer<String> out) {
        this.task = new FutureTask<>(() -> failure(work));
        // An interrupt ends the wait of a virtual thread for a socket too.
        this.thread = Thread.ofVirtual().unstarted(task);
        this.out = out;
    }

    /**
     * Does the work.
     *
     * @param out takes the reason why the work was not done, if the process ends
     */
    static void run(Work work, Consumer<String> out) throws IOException, SetupRefused {
        Worker worker = new Worker(work, out);
        Runtime.getRuntime().addShutdownHook(worker.hook);
        worker.thread.start();
        Optional<Exception> failure = worker.await();
        worker.removeHook();
        if (failure.isPresent()) {
            switch (failure.get()) {
                case IOException e -> throw e;
                case SetupRefused e -> throw e;
                default -> throw new IllegalStateException(failure.get());
            }
        }
    }

    private static Optional<Exception> failure(Work work) {
        try {
            work.run();
            return Optional.empty();
        } catch (IOException | SetupRefused e) {
            return Optional.of(e);
        }
    }

    private Optional<Exception> await() {
        try {
            return task.get();
        } catch (InterruptedException | ExecutionException e) {
            return Optional.of(e);
        }
    }

    /** The process ends as soon as this returns, so that nobody else could say what became of the work. */
    private void end() {
        thread.interrupt();
        await().ifPresent(failure -> out.accept(String.valueOf(failure.getMessage())));
    }

    private void removeHook() {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is at work: it says the reason, and the process ends.
            new Semaphore(0).acquireUninterruptibly();
        }
    }
}
