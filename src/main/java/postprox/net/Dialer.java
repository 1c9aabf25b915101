package postprox.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import postprox.smtp.Reply;
import postprox.time.Deadline;

/**
 * Opens connections to one place. A connection that never greets is of no more use than one that never came about, so both
 * are one attempt. Thread-safe.
 */
@FunctionalInterface
public interface Dialer {
    /** Reads the greeting of a connection. */
    @FunctionalInterface
    interface Greeting {
        /**
         * Waits for the greeting. Where none comes, the wire is not used again.
         *
         * @param limit until when
         * @return the greeting, whatever it says
         * @throws IOException where none came, with where and why
         */
        Reply await(Wire wire, Deadline limit) throws IOException;
    }

    /**
     * Connects.
     *
     * @param whole until when, for all of the host's addresses together
     * @return the greeting of the first address that greets
     * @throws IOException where none does, with the reasons
     */
    Reply dial(Deadline whole, Greeting greeting) throws IOException;

    /** Whether a connection that has come to a server is one that this dialer has open. */
    default boolean hasOpened(Link link) {
        return false;
    }

    /**
     * Where the next hop is if it may be the server that asks us, so that mail would go round: on this machine, on the port
     * for SMTP, which is also that of a next hop whose port was forgotten. Known once a connection has been open.
     */
    default Optional<InetSocketAddress> frontDoor() {
        return Optional.empty();
    }
}
