package postprox.filter;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Whose turn it is to run a filter: so many at once, so many in line behind them, first come first served. Thread-safe. */
final class Turns {
    private final FilterLimits limits;
    private final Semaphore free;
    private final Semaphore places;

    /** What became of the wish for a turn. */
    enum Answer {
        /** It is to be {@link #giveBack given back}. */
        TAKEN,
        NONE_IN_TIME,
        LINE_IS_FULL
    }

    Turns(FilterLimits limits) {
        this.limits = limits;
        this.free = new Semaphore(limits.atOnce(), true);
        this.places = new Semaphore(limits.waiting());
    }

    FilterLimits limits() {
        return limits;
    }

    /** Waits for a turn, if there is a place in the line. */
    Answer take(long nanos) throws InterruptedException {
        // Without a time, tryAcquire would jump the queue.
        if (free.tryAcquire(0, TimeUnit.NANOSECONDS)) {
            return Answer.TAKEN;
        }
        if (!places.tryAcquire()) {
            return Answer.LINE_IS_FULL;
        }
        try {
            return free.tryAcquire(nanos, TimeUnit.NANOSECONDS) ? Answer.TAKEN : Answer.NONE_IN_TIME;
        } finally {
            places.release();
        }
    }

    void giveBack() {
        free.release();
    }
}
