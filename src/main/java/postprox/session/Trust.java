package postprox.session;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Who may tell postprox for whom he speaks: balancers by a header of the PROXY protocol, mail servers by XFORWARD and XCLIENT.
 *
 * @param balancers the peers of which a header is demanded, while all others are refused; empty if no connection has one
 * @param servers   the clients whose XFORWARD and XCLIENT are obeyed; empty if the administrator has named none
 */
public record Trust(Optional<PeerList> balancers, Optional<PeerList> servers) {
    /** No balancer, and every client is believed: the contract of a filter of Postfix. */
    public static final Trust USUAL = new Trust(Optional.empty(), Optional.empty());

    /** Whether a client that has connected by itself is believed. */
    boolean believes(Optional<InetAddress> client) {
        return servers.isEmpty() || servers.get().has(client);
    }

    /**
     * Whether a client behind a balancer is believed. Strangers come this way, so only a server that the administrator has named is,
     * and none whose address the balancer has not told.
     */
    boolean believesBehindBalancer(Optional<InetAddress> told) {
        return servers.isPresent() && told.isPresent() && servers.get().has(told);
    }
}
