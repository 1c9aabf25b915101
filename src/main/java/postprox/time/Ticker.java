package postprox.time;

/** A clock that only ever goes forward, in nanoseconds from nowhere in particular. */
@FunctionalInterface
public interface Ticker {
    Ticker SYSTEM = System::nanoTime;

    long nanos();
}
