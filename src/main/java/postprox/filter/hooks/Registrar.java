package postprox.filter.hooks;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import postprox.event.Events;
import postprox.filter.service.Exchange.WrongAnswer;
import postprox.net.WireException;
import postprox.time.Deadline;

/**
 * Keeps the registration of a filter: makes it when the first message needs it, renews it before it ends, makes another one where the
 * scanner has forgotten it, and deletes it when the filter is closed and no message needs it any more. One message at a time registers,
 * and all that wait for it have its result: a scanner allows only so many registrations. For the same reason one that was made in place
 * of a forgotten one is not replaced at once, and the forgotten one is deleted: perhaps the scanner only has no such place. Thread-safe.
 */
final class Registrar implements Targets {
    private static final Duration LONGEST_TRY = Duration.ofSeconds(10);

    /** Otherwise each message would wait for a try of its own, though the registration lives still. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(10);

    private final Registry registry;
    private final Renewals renewals;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private Optional<Registration> kept = Optional.empty();
    private Optional<CompletableFuture<Registration>> running = Optional.empty();
    private Optional<Registration> replacement = Optional.empty();
    private Optional<Long> failedAt = Optional.empty();
    private int users;
    private boolean isClosed;

    /**
     * Begins without a registration.
     *
     * @param events hears of one that cannot be renewed
     */
    Registrar(Registry registry, Events events) {
        this.registry = registry;
        this.renewals = new Renewals(registry, events);
    }

    @Override
    public void enter() {
        change(() -> users++);
    }

    @Override
    public void leave() {
        change(() -> users--);
        deleteIfUnused();
    }

    @Override
    public void close() {
        change(() -> isClosed = true);
        deleteIfUnused();
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
        } finally {
            lock.unlock();
        }
    }

    private void deleteIfUnused() {
        Optional<Registration> unused = Optional.empty();
        lock.lock();
        try {
            if (isClosed && users == 0) {
                unused = kept;
                kept = Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        unused.ifPresent(registry::delete);
    }

    @Override
    public Target now(Deadline deadline) throws IOException {
        Optional<Registration> before = kept();
        if (before.isPresent() && suffices(before.get(), registry.ticker().nanos())) {
            return before.get().target();
        }
        try {
            return another(before, Optional.empty(), deadline).target();
        } catch (IOException e) {
            if (before.isPresent() && !before.get().isOver(registry.ticker().nanos())) {
                return before.get().target();
            }
            throw e;
        }
    }

    @Override
    public Optional<Target> instead(Target gone, Deadline deadline) throws IOException {
        Optional<Registration> before = kept().filter(some -> some.target().equals(gone));
        return before.isPresent() && isNewReplacement(before.get())
                ? Optional.empty()
                : Optional.of(another(before, before, deadline).target());
    }

    private boolean suffices(Registration some, long now) {
        return !some.isDue(now) || !some.isOver(now) && hasJustFailed(now);
    }

    private boolean hasJustFailed(long now) {
        lock.lock();
        try {
            return failedAt.isPresent() && now - failedAt.get() < PAUSE_AFTER_FAILURE.toNanos();
        } finally {
            lock.unlock();
        }
    }

    private boolean isNewReplacement(Registration some) {
        lock.lock();
        try {
            return replacement.equals(Optional.of(some))
                    && some.isNew(registry.ticker().nanos());
        } finally {
            lock.unlock();
        }
    }

    private Optional<Registration> kept() {
        lock.lock();
        try {
            return kept;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The registration that is kept, unless it is still the one before: then the next one.
     *
     * @param gone the one before, if the scanner has forgotten it
     */
    private Registration another(Optional<Registration> before, Optional<Registration> gone, Deadline deadline)
            throws IOException {
        CompletableFuture<Registration> result;
        boolean isFirst;
        lock.lock();
        try {
            if (kept.isPresent() && !kept.equals(before)) {
                return kept.get();
            }
            isFirst = running.isEmpty();
            result = running.orElseGet(CompletableFuture::new);
            running = Optional.of(result);
        } finally {
            lock.unlock();
        }
        if (isFirst) {
            register(result, gone, deadline);
        }
        return await(result, deadline);
    }

    private void register(CompletableFuture<Registration> result, Optional<Registration> gone, Deadline deadline) {
        try {
            Registration made = once(deadline);
            end(Optional.of(made), gone);
            result.complete(made);
            gone.ifPresent(registry::delete);
            renewals.succeeded();
        } catch (IOException | RuntimeException | Error e) {
            end(Optional.empty(), gone);
            result.completeExceptionally(e);
            if (gone.isEmpty() && isAlive()) {
                renewals.failed(String.valueOf(e.getMessage()));
            }
        }
    }

    private boolean isAlive() {
        return kept().filter(some -> !some.isOver(registry.ticker().nanos())).isPresent();
    }

    private Registration once(Deadline deadline) throws IOException {
        try {
            return registry.register(deadline.within(LONGEST_TRY));
        } catch (WrongAnswer e) {
            throw new NotRegistered(String.valueOf(e.getMessage()));
        } catch (WireException e) {
            if (e.reason() != WireException.Cause.TIMEOUT || deadline.isOver()) {
                throw e;
            }
            throw new IOException("it did not register postprox in " + LONGEST_TRY.toSeconds() + " s", e);
        }
    }

    private void end(Optional<Registration> made, Optional<Registration> gone) {
        long now = registry.ticker().nanos();
        change(() -> {
            kept = made.or(() -> kept);
            replacement = gone.isPresent() ? made : replacement;
            failedAt = made.isPresent() ? Optional.empty() : Optional.of(now);
            running = Optional.empty();
        });
    }

    private static Registration await(CompletableFuture<Registration> result, Deadline deadline) throws IOException {
        try {
            return result.get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException mistake -> throw mistake;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException("registering failed", e);
            }
        } catch (TimeoutException e) {
            throw new WireException(WireException.Cause.TIMEOUT, "timed out");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WireException(WireException.Cause.INTERRUPTED, "interrupted");
        }
    }
}
