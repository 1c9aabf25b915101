package postprox.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import postprox.event.Repeated;
import postprox.net.Endpoint;
import postprox.smtp.Replies;
import postprox.smtp.Reply;

/** Decides whether a client may have a session, or is turned away because there are too many sessions. Thread-safe. */
final class Admission {
    /** A subscriber has a /64 network at the least (RFC 6177), so all IPv6 addresses of such a network count as one. */
    private static final int IPV6_NETWORK_BYTES = 8;

    private final Memory memory;
    private final Repeated turnedAway;
    private final AtomicInteger sessions = new AtomicInteger();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    /**
     * Makes an admission without sessions.
     *
     * @param turnedAway counts the clients that are turned away
     */
    Admission(Memory memory, Repeated turnedAway) {
        this.memory = memory;
        this.turnedAway = turnedAway;
    }

    /**
     * Counts a session in, or turns its client away. A session that was counted in must {@link #leave}.
     *
     * @return the reply for a client that is turned away; empty if the session was counted in
     */
    Optional<Reply> enter(ClientLimits limits) {
        if (sessions.incrementAndGet() > limits.sessions()) {
            sessions.decrementAndGet();
            return turnAway(Replies.TOO_MANY_SESSIONS, limits.sessions() + " are open, as many as --sessions allows");
        }
        if (!memory.hasRoomForSession()) {
            sessions.decrementAndGet();
            return turnAway(Replies.TOO_MANY_SESSIONS, "all sessions together take half of the heap, as they may");
        }
        return Optional.empty();
    }

    /** Counts a session out. */
    void leave() {
        sessions.decrementAndGet();
    }

    /**
     * Counts a session that was counted in for its client's address too, or turns the client away. A session that was counted here
     * must {@link #leaveAddress}.
     *
     * @param client the address; empty if the client has none
     * @param limits the present limits, which may change later
     * @return the reply for a client that is turned away; empty if the session was counted
     */
    Optional<Reply> enterAddress(Optional<InetAddress> client, ClientLimits limits) {
        Optional<InetAddress> address = networkOf(client, limits);
        if (address.isPresent() && byAddress.merge(address.get(), 1, Integer::sum) > limits.sessionsPerAddress()) {
            leaveAddress(client, limits);
            return turnAway(
                    Replies.TOO_MANY_OF_ADDRESS,
                    Endpoint.numbers(address.get()) + " has " + limits.sessionsPerAddress()
                            + ", as many as --sessions-per-address allows");
        }
        return Optional.empty();
    }

    /** Counts a session of an address out, by the same limits by which it was counted in. */
    void leaveAddress(Optional<InetAddress> client, ClientLimits limits) {
        networkOf(client, limits)
                .ifPresent(address -> byAddress.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null));
    }

    /** The network by which a client is counted; empty if there is no such limit, or the client has no address. */
    private static Optional<InetAddress> networkOf(Optional<InetAddress> client, ClientLimits limits) {
        return limits.sessionsPerAddress() == 0 ? Optional.empty() : client.map(Admission::network);
    }

    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, IPV6_NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    private Optional<Reply> turnAway(Reply reply, String reason) {
        turnedAway.happened(reason);
        return Optional.of(reply);
    }
}
