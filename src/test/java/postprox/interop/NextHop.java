package postprox.interop;

import java.util.Set;

/** A server that the proxy brings its mail to. At work when it has been made. */
interface NextHop extends AutoCloseable {
    /** A recipient that it refuses, unless it cannot refuse one and take another. */
    String REFUSED = "refused@example.com";

    String name();

    String version();

    Set<Ability> abilities();

    /** The port of 127.0.0.1 that it listens on. */
    int port();

    /** Its words when it refuses {@link #REFUSED}, as far as they are the same each time. */
    String refusal();

    Inbox inbox();

    @Override
    void close();
}
