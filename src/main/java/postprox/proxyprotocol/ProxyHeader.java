package postprox.proxyprotocol;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What a header of the PROXY protocol says (proxy-protocol.txt of HAProxy).
 *
 * @param source   the address of the balancer's client; empty if the header does not tell it (LOCAL, UNKNOWN, UNSPEC, a Unix socket)
 * @param isLocal  whether the balancer has connected for itself, as for a health check
 * @param uniqueId the name that the balancer has given to the connection, up to 128 bytes, one a character; empty if it has none.
 *     The bytes may be any
 */
public record ProxyHeader(Optional<InetSocketAddress> source, boolean isLocal, String uniqueId) {
    /** A header that tells nothing of a client. */
    static final ProxyHeader UNTOLD = new ProxyHeader(Optional.empty(), false, "");

    /** A header of a balancer that has connected for itself. */
    static final ProxyHeader LOCAL = new ProxyHeader(Optional.empty(), true, "");
}
