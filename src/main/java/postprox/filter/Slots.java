package postprox.filter;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The slots of a filter: each message takes one while it is examined. Messages wait for a slot in line, first come first
 * served. Thread-safe.
 */
public final class Slots {
    private final FilterCapacity capacity;
    // The settings that the administrator would change, for the log.
    private final String atOnceSetting;
    private final String waitingSetting;
    private final Semaphore free;
    private final Semaphore placesInLine;

    /** The outcome of a request for a slot. */
    public enum Taking {
        /** The caller has a slot and must {@link #giveBack give it back}. */
        TAKEN,
        /** No slot was free in time. */
        NONE_IN_TIME,
        /** No slot was free, and the maximum number of messages waits already. */
        LINE_IS_FULL
    }

    /** Slots of the manual's filter that are all free. */
    public Slots(FilterCapacity capacity) {
        this(capacity, "--filters", "--filters-waiting");
    }

    /** Slots of a filter that has settings of its own. */
    public static Slots ofOne(FilterCapacity capacity) {
        return ofOne(capacity, "at-once");
    }

    /**
     * Slots of a filter that has settings of its own.
     *
     * @param atOnce the setting of how many messages are examined at once
     */
    public static Slots ofOne(FilterCapacity capacity, String atOnce) {
        return new Slots(capacity, atOnce, "waiting");
    }

    private Slots(FilterCapacity capacity, String atOnceSetting, String waitingSetting) {
        this.capacity = capacity;
        this.atOnceSetting = atOnceSetting;
        this.waitingSetting = waitingSetting;
        this.free = new Semaphore(capacity.atOnce(), true);
        this.placesInLine = new Semaphore(capacity.waiting());
    }

    /** The numbers of slots and of places in the line. */
    public FilterCapacity capacity() {
        return capacity;
    }

    /** How many are taken now. */
    public int taken() {
        return capacity.atOnce() - free.availablePermits();
    }

    /** How many messages wait for one now. */
    public int waiting() {
        return capacity.waiting() - placesInLine.availablePermits();
    }

    /** Says that {@link Taking#NONE_IN_TIME}, for the log. */
    String noneInTime() {
        return "other messages took all turns (" + capacity.atOnce() + " at once: " + atOnceSetting + ")";
    }

    /** Says that {@link Taking#LINE_IS_FULL}, for the log. */
    String lineIsFull() {
        return "too many messages wait for their filter (" + capacity.waiting() + " may: " + waitingSetting + ")";
    }

    /**
     * Takes a slot. If none is free but there is a place in the line, waits for one.
     *
     * @param nanos the longest time to wait, in nanoseconds
     */
    public Taking take(long nanos) throws InterruptedException {
        // tryAcquire() without a time ignores fairness: it would take the slot from a thread that waits in the line.
        if (free.tryAcquire(0, TimeUnit.NANOSECONDS)) {
            return Taking.TAKEN;
        }
        if (!placesInLine.tryAcquire()) {
            return Taking.LINE_IS_FULL;
        }
        try {
            return free.tryAcquire(nanos, TimeUnit.NANOSECONDS) ? Taking.TAKEN : Taking.NONE_IN_TIME;
        } finally {
            placesInLine.release();
        }
    }

    /** Gives back a slot that {@link #take} granted. */
    public void giveBack() {
        free.release();
    }
}
