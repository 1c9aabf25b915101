package postprox.time;

/** Allows a thing so many times a second. Thread-safe. */
public final class Rate {
    private static final long SECOND = 1_000_000_000L;

    private final int most;
    private long begin;
    private int times;

    /**
     * Makes a rate.
     *
     * @param most how often the thing may be done in a second
     * @param now  the time by {@link System#nanoTime}
     */
    public Rate(int most, long now) {
        this.most = most;
        this.begin = now;
    }

    /** Whether the thing may be done once more. If so, it counts as done. */
    public synchronized boolean allows(long now) {
        if (now - begin >= SECOND) {
            begin = now;
            times = 0;
        }
        if (times == most) {
            return false;
        }
        times++;
        return true;
    }
}
