package postprox.filter;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many messages a filter examines at once, and how many wait in line for it, first come first served. Thread-safe. */
public final class Slots {
    private final FilterCapacity capacity;
    private final Semaphore free;
    private final Semaphore places;

    /** What became of the wish for a slot. */
    public enum Taking {
        /** It is to be {@link #giveBack given back}. */
        TAKEN,
        NONE_IN_TIME,
        LINE_IS_FULL
    }

    /** All of them free. */
    public Slots(FilterCapacity capacity) {
        this.capacity = capacity;
        this.free = new Semaphore(capacity.atOnce(), true);
        this.places = new Semaphore(capacity.waiting());
    }

    /** How many there are. */
    public FilterCapacity capacity() {
        return capacity;
    }

    /** Waits so long for a slot, if there is a place in the line. */
    public Taking take(long nanos) throws InterruptedException {
        // Without a time, tryAcquire would jump the queue.
        if (free.tryAcquire(0, TimeUnit.NANOSECONDS)) {
            return Taking.TAKEN;
        }
        if (!places.tryAcquire()) {
            return Taking.LINE_IS_FULL;
        }
        try {
            return free.tryAcquire(nanos, TimeUnit.NANOSECONDS) ? Taking.TAKEN : Taking.NONE_IN_TIME;
        } finally {
            places.release();
        }
    }

    /** Gives a slot back that was taken. */
    public void giveBack() {
        free.release();
    }
}
