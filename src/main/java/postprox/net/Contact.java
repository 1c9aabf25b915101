package postprox.net;

import java.time.Duration;

/**
 * The latest contact with a server.
 *
 * @param age     how long ago it was
 * @param took    how long connecting and the greeting took together
 * @param failure why there was no greeting; empty if there was one
 */
public record Contact(Duration age, Duration took, String failure) {
    /** Whether the server has greeted. */
    public boolean isGreeted() {
        return failure.isEmpty();
    }
}
