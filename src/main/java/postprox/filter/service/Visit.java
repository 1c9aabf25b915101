package postprox.filter.service;

import java.time.Duration;
import postprox.net.Endpoint;
import postprox.net.ServiceDialer;
import postprox.net.ServiceDialer.NotConnected;
import postprox.net.Wire;
import postprox.time.Deadline;

/**
 * One attempt to have one server examine a message.
 *
 * @param server    the server
 * @param toConnect until when there must be a connection; earlier than the deadline if another server could be asked instead
 * @param deadline  until when the server must have answered
 * @param heard     what the server says
 * @param mayWait   whether the message may wait for room at the server; otherwise another one may have room
 */
public record Visit(Endpoint server, Deadline toConnect, Deadline deadline, Heard heard, boolean mayWait) {
    /** How long a server may take to accept a connection if there is another one. */
    private static final Duration LONGEST_CONNECTING = Duration.ofSeconds(5);

    /**
     * A visit.
     *
     * @param others how many servers could be asked after this one
     */
    static Visit of(Endpoint server, int others, Deadline deadline) {
        // A service on a Unix socket that is busy accepts no connection for a while. With no other server, waiting is
        // the best.
        return new Visit(
                server,
                others == 0 ? deadline : deadline.part(1, others + 1).within(LONGEST_CONNECTING),
                deadline,
                new Heard(),
                false);
    }

    /** The same attempt by a message that may wait for room at the server. */
    Visit waiting() {
        return new Visit(server, toConnect, deadline, heard, true);
    }

    /** Connects, for an exchange whose answer is about the message. */
    public Exchange exchange(ServiceDialer dialer) throws NotConnected {
        return new Exchange(dial(dialer), heard);
    }

    /** Connects. Reads and writes of the wire may take until the deadline. */
    public Wire dial(ServiceDialer dialer) throws NotConnected {
        Wire wire = dialer.dial(server, toConnect);
        wire.timeouts(deadline.remaining(), deadline);
        return wire;
    }
}
