package postprox.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import postprox.smtp.Reply;

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

    /**
     * Whether a connection that has come to us is one that this dialer has opened: then mail goes round.
     *
     * @param origin the address and port that it comes from
     */
    default boolean hasOpened(InetSocketAddress origin) {
        return false;
    }

    /** A dialer to an endpoint. */
    static Dialer to(Endpoint endpoint, Watchdog watchdog) {
        return new AddressDialer(endpoint.toString(), endpoint::addresses, Ticker.SYSTEM, watchdog);
    }
}
