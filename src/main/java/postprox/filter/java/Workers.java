package postprox.filter.java;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which a plug-in's code runs. They are platform threads: a plug-in may compute for seconds or wait within native code,
 * which would hold up the virtual threads of all sessions. No thread can be stopped in Java. One that does not return in time is
 * interrupted and counts as lost until it comes back. Thread-safe.
 */
final class Workers {
    /** A thread without work ends after this time, and lets go of the plug-in's classes. */
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor executor;
    private final AtomicInteger lost = new AtomicInteger();
    private final Runnable whenOneComesBack;

    /**
     * Starts no thread yet.
     *
     * @param group            the group of the threads
     * @param loader           the context class loader of the threads
     * @param whenOneComesBack runs when a lost thread has come back, on that thread
     */
    Workers(ThreadGroup group, ClassLoader loader, Runnable whenOneComesBack) {
        this.whenOneComesBack = whenOneComesBack;
        this.executor = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = Thread.ofPlatform()
                            .group(group)
                            .name(group.getName())
                            .daemon()
                            .inheritInheritableThreadLocals(false)
                            .unstarted(work);
                    thread.setContextClassLoader(loader);
                    return thread;
                });
    }

    /** How many threads are lost now. */
    int lost() {
        return lost.get();
    }

    /** Lets threads without work end at once. A later call starts another one. */
    void rest() {
        executor.setKeepAliveTime(0, TimeUnit.SECONDS);
    }

    /**
     * Makes a call on one of the threads, and waits for its end for a limited time.
     *
     * @param beforeInterrupt runs on the caller's thread before a call that takes too long is interrupted. What the call returns from
     *     then on does not count any more: it may be the consequence of this very act
     */
    <T> Outcome<T> call(Callable<T> work, Duration time, Runnable beforeInterrupt) throws InterruptedException {
        Call<T> call = new Call<>(work);
        try {
            executor.execute(call);
        } catch (OutOfMemoryError e) {
            // Java throws this also if the system has no thread left for it (pthread_create(3), EAGAIN).
            return new Outcome.NotMade<>(String.valueOf(e.getMessage()));
        }
        try {
            return call.outcome.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (!call.abandon()) {
                return call.outcome.join();
            }
            beforeInterrupt.run();
            call.interrupt();
            return new Outcome.Late<>(lost.get());
        } catch (InterruptedException e) {
            if (call.abandon()) {
                beforeInterrupt.run();
                call.interrupt();
            }
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call never fails: it has an outcome", e);
        }
    }

    /** One call. What is set by one thread and read by another is guarded by the call itself. */
    private final class Call<T> implements Runnable {
        private final Callable<T> work;
        private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
        private final CompletableFuture<Thread> runner = new CompletableFuture<>();
        private boolean isAbandoned;
        private boolean isOver;

        Call(Callable<T> work) {
            this.work = work;
        }

        @Override
        public void run() {
            // Made beforehand: there may be no memory for it later.
            Outcome<T> made = new Outcome.Threw<>(Thrown.BEYOND_WORDS);
            try {
                made = begin() ? make() : new Outcome.NotMade<>("its time was over before it began");
            } finally {
                try {
                    end();
                } finally {
                    outcome.complete(made);
                }
            }
        }

        /** All that a plug-in throws ends here, errors too. */
        @SuppressWarnings("CatchingUnchecked")
        private Outcome<T> make() {
            try {
                return new Outcome.Returned<>(work.call());
            } catch (Throwable e) {
                return new Outcome.Threw<>(Thrown.of(e));
            }
        }

        private synchronized boolean begin() {
            runner.complete(Thread.currentThread());
            return !isAbandoned;
        }

        /** From here on nobody interrupts the thread for this call. An interrupt that came too late must not meet the next one. */
        private void end() {
            synchronized (this) {
                isOver = true;
                boolean _ = Thread.interrupted();
                if (!isAbandoned) {
                    return;
                }
            }
            int _ = lost.decrementAndGet();
            whenOneComesBack.run();
        }

        /** Gives the call up, and returns whether that was so: it may just have ended. */
        private synchronized boolean abandon() {
            if (isOver) {
                return false;
            }
            isAbandoned = true;
            int _ = lost.incrementAndGet();
            return true;
        }

        /** Interrupts the call's thread, if it is at work on this call. */
        private synchronized void interrupt() {
            if (!isOver && runner.isDone()) {
                runner.join().interrupt();
            }
        }
    }
}
