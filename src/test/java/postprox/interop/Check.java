package postprox.interop;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Something that one thread finds out and another one waits for.
 *
 * @param title what is found out
 * @param task  fails if that is not so
 */
record Check(String title, FutureTask<Void> task) {
    static Check of(String title, Runnable task) {
        return new Check(title, new FutureTask<>(() -> {
            task.run();
            return null;
        }));
    }

    void run() {
        task.run();
    }

    /** Waits until it is known, and fails if it is not so. */
    void await() {
        try {
            task.get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new AssertionError(cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
