package postprox.net;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * A place whose hosts name servers know. An answer is kept for its time, and beyond that while name servers do not answer. A look-up
 * blocks in the C library, where a virtual thread would keep its carrier from all others. So it runs on a thread of its own, one at a
 * time, and a session waits for it only if the last answer is old. Thread-safe.
 */
final class LookUp implements Source {
    /** How long an answer serves whose time is over while the next look-up runs, and no session waits for that. */
    private static final Duration MEANWHILE = Duration.ofMinutes(1);

    /** How long an answer serves if name servers are down (RFC 8767 section 5: one to three days). */
    private static final Duration OLDEST = Duration.ofDays(1);

    /** How long a session waits at most. Name servers may be down, and an old answer may do. */
    private static final Duration WAIT = Duration.ofSeconds(5);

    /** The pause after a look-up that has failed. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Destination place;
    private final Question question;
    private final Ticker ticker;
    private final Executor threads;
    private final Server health;

    private volatile Optional<Known> answer = Optional.empty();

    // Guarded by this object.
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
    private Optional<Deadline> pause = Optional.empty();
    private String failure = "not looked up yet";

    /** Asks name servers. */
    @FunctionalInterface
    interface Question {
        /**
         * Asks. It may block in the C library beyond the limit.
         *
         * @throws NoServers   if name servers say that there is no server, so that an older answer must not serve any more
         * @throws IOException if they do not answer; its message has the reason
         */
        Found ask(Deadline limit) throws IOException;
    }

    /**
     * What name servers have answered.
     *
     * @param hosts at least one host with an address
     * @param time  how long the answer may be kept
     */
    record Found(List<Host> hosts, Duration time) {
        Found {
            hosts = List.copyOf(hosts);
        }
    }

    /** Name servers have answered that there is no server. */
    static final class NoServers extends IOException {
        private static final long serialVersionUID = 1L;

        NoServers(String reason) {
            super(reason);
        }
    }

    private record Known(List<Host> hosts, Deadline fresh, Deadline meanwhile, Deadline oldest) {}

    /**
     * Makes a place that was not looked up yet.
     *
     * @param threads gives each look-up a thread on which it may block
     */
    LookUp(Destination place, Question question, Ticker ticker, Executor threads) {
        this.place = place;
        this.question = question;
        this.ticker = ticker;
        this.threads = threads;
        this.health = Server.named(place.toString(), ticker);
    }

    /** Gives each look-up a thread of its own. */
    static void onOwnThread(Runnable work) {
        Thread.ofPlatform().daemon().name("look-up").start(work);
    }

    @Override
    public Destination place() {
        return place;
    }

    @Override
    public List<Host> known() {
        return answer.filter(known -> !known.oldest().isOver())
                .map(Known::hosts)
                .orElse(List.of());
    }

    @Override
    public Optional<HopState> trouble() {
        return health.isDown() ? Optional.of(health.state()) : Optional.empty();
    }

    @Override
    public List<Host> hosts(Deadline limit) throws IOException {
        Optional<Known> present = answer;
        if (present.isPresent() && !present.get().fresh().isOver()) {
            return present.get().hosts();
        }
        CompletableFuture<Void> asked = begin();
        boolean mustWait = present.isEmpty() || present.get().meanwhile().isOver();
        if (mustWait) {
            await(asked, limit.within(WAIT));
        }
        List<Host> hosts = known();
        if (hosts.isEmpty()) {
            throw new IOException(place + ": " + failure());
        }
        return hosts;
    }

    private synchronized String failure() {
        return failure;
    }

    /** Begins a look-up, unless one runs or the last one has just failed. */
    private CompletableFuture<Void> begin() {
        CompletableFuture<Void> next = new CompletableFuture<>();
        synchronized (this) {
            if (!running.isDone() || pause.isPresent() && !pause.get().isOver()) {
                return running;
            }
            running = next;
        }
        try {
            threads.execute(() -> ask(next));
        } catch (RuntimeException | Error e) {
            next.complete(null);
            throw e;
        }
        return next;
    }

    private void ask(CompletableFuture<Void> done) {
        long begin = ticker.nanos();
        try {
            Found found = question.ask(Deadline.after(ticker, LONGEST));
            answer = Optional.of(new Known(
                    found.hosts(),
                    Deadline.after(ticker, found.time()),
                    Deadline.after(ticker, found.time().plus(MEANWHILE)),
                    Deadline.after(ticker, OLDEST)));
            synchronized (this) {
                pause = Optional.empty();
            }
            health.succeeded(begin);
        } catch (NoServers e) {
            answer = Optional.empty();
            failed(begin, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            failed(begin, String.valueOf(e.getMessage()));
        } finally {
            done.complete(null);
        }
    }

    private void failed(long begin, String reason) {
        synchronized (this) {
            failure = reason;
            pause = Optional.of(Deadline.after(ticker, PAUSE));
        }
        int old = known().size();
        health.failed(begin, old == 0 ? reason : reason + "; what was found before still serves");
    }

    private static void await(CompletableFuture<Void> asked, Deadline limit) throws IOException {
        try {
            var _ = asked.get(limit.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // An older answer may do, and the next session may find the new one.
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look-up cannot fail in this way", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
