package postprox.filter.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call whose time is over has no other outcome any more. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class LateCallTest {
    /** What is done before the interrupt may wake the plug-in: the message is closed, which it may take for an answer. */
    @Test
    void anAnswerThatComesWhileItsTimeIsDeclaredOverDoesNotCount() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Workers workers = workers();

        Outcome<String> outcome = workers.call(
                () -> {
                    thread.complete(Thread.currentThread());
                    closed.await();
                    return "accept";
                },
                Duration.ofMillis(50),
                () -> {
                    closed.countDown();
                    awaitIdle(thread.join());
                });

        assertThat(outcome).isInstanceOf(Outcome.Late.class);
        assertThat(workers.lost()).isZero();
        assertThat(workers.call(() -> Thread.currentThread().isInterrupted(), Duration.ofSeconds(30), () -> {}))
                .as("the interrupt does not meet the next call")
                .isEqualTo(new Outcome.Returned<>(false));
    }

    private static Workers workers() {
        return new Workers(new ThreadGroup("plug"), ClassLoader.getSystemClassLoader(), () -> {});
    }

    /** A thread of a pool waits for its next work for a limited time. */
    private static void awaitIdle(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
