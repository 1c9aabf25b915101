package postprox.time;

/** A clock that never goes back. It counts nanoseconds from an arbitrary instant, as {@link System#nanoTime} does. */
@FunctionalInterface
public interface Ticker {
    Ticker SYSTEM = System::nanoTime;

    long nanos();
}
