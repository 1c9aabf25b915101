package postprox.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import postprox.smtp.Reply;
import postprox.time.Deadline;

/**
 * Opens connections to the next hop. One attempt is to connect and to read the greeting, since a connection without a greeting is of no
 * use. Thread-safe.
 */
@FunctionalInterface
public interface Dialer {
    /** Reads the greeting of a connection. */
    @FunctionalInterface
    interface Greeting {
        /**
         * Waits for the greeting. If none comes, the caller closes the wire.
         *
         * @param limit the end of the wait
         * @return the greeting, positive or not
         * @throws IOException if no greeting came; its message names the server and the reason
         */
        Reply await(Wire wire, Deadline limit) throws IOException;

        /** Ends the connection whose greeting was read last. It refused, and another server is asked. */
        default void dismiss() {}
    }

    /**
     * Connects.
     *
     * @param whole the deadline for all servers together
     * @return the greeting of the first server that greets; the refusal of the last one if none does
     * @throws IOException if no server greets; its message has the reason of each
     */
    Reply dial(Deadline whole, Greeting greeting) throws IOException;

    /** The latest attempt to connect that ended; empty if there was none, or nobody has noted it. */
    default Optional<Contact> latest() {
        return Optional.empty();
    }

    /** Whether a client's connection is one that this dialer has opened: postprox is then its own next hop. */
    default boolean hasOpened(Link link) {
        return false;
    }

    /**
     * The servers that are port 25 of this machine. Such a server may be the one that sends its mail to postprox, so that mail would go
     * round. Port 25 is also the default of a next hop without a port. A server is known after the first connection to it.
     */
    default List<InetSocketAddress> frontDoors() {
        return List.of();
    }

    /**
     * How each server is, and each look-up of a name that has failed. It asks nobody and waits for nobody, and serves status, metrics and
     * readiness. The list is immutable or the caller's own, and bounded; it is empty if the servers are not known yet.
     */
    default List<HopState> states() {
        return List.of();
    }

    /** Whether a server is down, or a look-up has failed, by {@link #states}. */
    default boolean isTroubled() {
        return false;
    }

    /**
     * The addresses of all servers.
     *
     * @param limit the end of the wait for name servers
     * @throws IOException if none is known
     */
    default List<SocketAddress> addresses(Deadline limit) throws IOException {
        return List.of();
    }

    /**
     * Work that finds out whether servers that are down are back, so that no client has to wait for that. Each work is for one server,
     * and may block for seconds. A server is down for some seconds at least before it is tried again.
     */
    default List<Runnable> probes() {
        return List.of();
    }
}
