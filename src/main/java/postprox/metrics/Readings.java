package postprox.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a process is doing now, which is read at each scrape. Thread-safe. */
public interface Readings {
    /** How full something is that has a limit. */
    record Level(long now, long limit) {}

    /**
     * A filter at this moment.
     *
     * @param name    its name; empty for the manual's filter
     * @param running how many messages it examines
     * @param waiting how many messages wait for it
     */
    record Filter(String name, Level running, Level waiting) {}

    /**
     * A next hop at this moment.
     *
     * @param place     its name, from the configuration
     * @param isUp      whether it greeted at the latest attempt
     * @param greeted   how often it greeted
     * @param failed    how often it could not be reached, or did not greet
     * @param connected how long connecting and the greeting took at the latest attempt
     */
    record NextHop(String place, boolean isUp, long greeted, long failed, Duration connected) {}

    /** What is kept aside. */
    record Kept(long messages, long bytes) {}

    Level sessions();

    List<Filter> filters();

    /** The next hops that were tried since the start. */
    List<NextHop> nextHops();

    /** How many messages have begun and have no answer yet. */
    long messagesInHand();

    /** The bytes that have come of these. */
    long bytesInHand();

    /** The bytes that the disk of the spool still has room for; empty if it cannot be asked. */
    OptionalLong spoolRoom();

    /** The quarantine; empty if it is off or was not counted yet. */
    Optional<Kept> quarantine();

    /** Whether the process takes mail and can pass it on. */
    boolean isReady();

    /** Whether the process is about to end. */
    boolean isDraining();
}
