package postprox.world;

import java.time.Duration;

/** How long a test waits for what must happen: far longer than it takes on a busy machine, and still not for ever. */
final class Patience {
    static final Duration LIMIT = Duration.ofSeconds(40);

    static final int MILLIS = (int) LIMIT.toMillis();

    private Patience() {}
}
