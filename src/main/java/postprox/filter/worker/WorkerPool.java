package postprox.filter.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import postprox.event.Events;
import postprox.event.FilterEvent;
import postprox.time.Deadline;
import postprox.time.Ticker;

/**
 * The workers of a filter. One is started when a message needs it and none is idle, up to a number; the one that was used last is
 * used next, so that those that are not needed become idle for good and end. Thread-safe.
 */
final class WorkerPool implements Worker.Owner {
    private final WorkerRules rules;
    private final Starter starter;
    private final Events events;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All below are guarded by the lock.
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Set<Worker> alive = new HashSet<>();
    private final BackOff backOff;
    private WorkerEnd last = WorkerEnd.told("");
    private int usable;
    private boolean isClosed;

    /**
     * A worker without a request.
     *
     * @param since the time by {@link System#nanoTime} of its last answer
     */
    private record Idle(Worker worker, long since) {
        boolean isLongerThan(Duration time, long now) {
            return Duration.ofNanos(Math.max(0, now - since)).compareTo(time) > 0;
        }
    }

    /** Starts a worker. */
    @FunctionalInterface
    interface Starter {
        Worker start(Worker.Owner owner) throws IOException;
    }

    WorkerPool(WorkerRules rules, Starter starter, Ticker ticker, Events events) {
        this.rules = rules;
        this.starter = starter;
        this.events = events;
        this.backOff = new BackOff(ticker);
    }

    /**
     * Takes a worker, which the caller gives back. Waits for one if all are in use.
     *
     * @throws NoWorker if there is none in time, or none can be started
     */
    Worker take(Deadline deadline) throws NoWorker, InterruptedException {
        lock.lock();
        try {
            while (true) {
                Optional<Worker> rested = Optional.ofNullable(idle.pollFirst()).map(Idle::worker);
                if (rested.isPresent() && rested.get().isFit()) {
                    return rested.get();
                }
                Duration pause = backOff.remaining();
                if (rested.isEmpty() && usable < rules.workers() && pause.isZero()) {
                    usable++;
                    break;
                }
                if (rested.isEmpty()) {
                    checkHope(deadline, pause);
                    Duration left = usable < rules.workers() ? deadline.remainingAtMost(pause) : deadline.remaining();
                    boolean _ = changed.await(left.toNanos(), TimeUnit.NANOSECONDS);
                }
            }
        } finally {
            lock.unlock();
        }
        return start();
    }

    /** Fails if waiting for a worker is of no use. */
    private void checkHope(Deadline deadline, Duration pause) throws NoWorker {
        if (usable == 0) {
            throw new NoWorker(
                    last.reason() + "; the next start is in " + seconds(pause) + " s at the earliest",
                    last.isFiltersFault());
        }
        if (deadline.isOver()) {
            throw new NoWorker("all workers were busy (" + rules.workers() + " at once: workers)", false);
        }
    }

    private static long seconds(Duration pause) {
        return Math.ceilDiv(pause.toMillis(), 1000L);
    }

    private Worker start() throws NoWorker {
        boolean isStarted = false;
        try {
            Worker worker = starter.start(this);
            isStarted = true;
            return worker;
        } catch (IOException e) {
            throw new NoWorker("cannot start a worker: " + e.getMessage(), false);
        } finally {
            if (!isStarted) {
                isGone();
            }
        }
    }

    private void isGone() {
        lock.lock();
        try {
            usable--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a worker back that has answered. */
    void giveBack(Worker worker) {
        boolean isSpent = rules.recycle() > 0 && worker.answers() >= rules.recycle();
        lock.lock();
        try {
            if (!worker.isFit()) {
                return;
            }
            if (!isSpent && !isClosed) {
                idle.addFirst(new Idle(worker, System.nanoTime()));
                changed.signalAll();
                return;
            }
        } finally {
            lock.unlock();
        }
        worker.retire(isSpent ? "it has had its number of messages" : "the filter is closed");
    }

    @Override
    public void started(Worker worker) {
        lock.lock();
        try {
            alive.add(worker);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void over(Worker worker, WorkerEnd end) {
        lock.lock();
        try {
            usable--;
            idle.removeIf(one -> one.worker().equals(worker));
            if (!end.wasToldTo()) {
                backOff.ended(worker.age());
                last = end;
            }
            changed.signalAll();
            if (!end.wasToldTo()) {
                long pause = backOff.remaining().toMillis();
                events.publish(new FilterEvent.WorkerEnded(
                        rules.name(), end.reason(), Duration.ofSeconds(Math.ceilDiv(pause, 1000L))));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended(Worker worker) {
        lock.lock();
        try {
            alive.remove(worker);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends waits for answers that are over, and workers that have been idle for long, but not the last one. The watchdog's thread
     * calls this.
     *
     * @return whether the pool is closed and has no process left
     */
    boolean check(long now) {
        List<Worker> surplus = List.of();
        List<Worker> all;
        boolean isOver;
        lock.lock();
        try {
            all = List.copyOf(alive);
            isOver = isClosed && alive.isEmpty();
            if (usable > 1 && !idle.isEmpty() && idle.getLast().isLongerThan(rules.idle(), now)) {
                surplus = List.of(idle.removeLast().worker());
            }
        } finally {
            lock.unlock();
        }
        all.forEach(worker -> worker.check(now));
        surplus.forEach(worker -> worker.retire("it was idle"));
        return isOver;
    }

    /**
     * Ends all workers, and waits for those that are idle or ending already. Those that have a message in hand end when they have
     * answered.
     */
    void close() {
        List<Worker> rested;
        List<Worker> all;
        lock.lock();
        try {
            isClosed = true;
            rested = idle.stream().map(Idle::worker).toList();
            idle.clear();
            all = List.copyOf(alive);
        } finally {
            lock.unlock();
        }
        rested.forEach(worker -> worker.retire("the filter is closed"));
        Deadline longest = Deadline.after(Ticker.SYSTEM, Worker.LONGEST_END);
        try {
            for (Worker worker : all) {
                if (!worker.isFit()) {
                    boolean _ = worker.awaitEnd(longest.remaining());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
