package postprox.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import postprox.smtp.Reply;
import postprox.time.Deadline;

/**
 * Opens connections to one server. One attempt is to connect and to read the greeting, since a connection without a greeting
 * is of no use. Thread-safe.
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
    }

    /**
     * Connects.
     *
     * @param whole the deadline for all of the host's addresses together
     * @return the greeting of the first address that greets
     * @throws IOException if no address greets; its message has the reason of each
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
     * The next hop's address if it is port 25 of this machine. That server may be the one that sends its mail to postprox, so
     * that mail would go round. Port 25 is also the default of a next hop without a port. The address is known after the first
     * connection.
     */
    default Optional<InetSocketAddress> frontDoor() {
        return Optional.empty();
    }
}
