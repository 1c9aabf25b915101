package postprox.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.Optional;

/** The addresses of host names, as the system knows them (/etc/hosts, DNS). */
final class HostNames {
    private HostNames() {}

    /**
     * What the JDK remembers of look-ups. These are security properties, which the JDK reads at the first look-up. A name's TTL is not
     * known to it. This class is loaded when a name is looked up: an address needs none of it, and reading java.security takes time.
     */
    private static final class Memory {
        static {
            // A server that has moved is found within this time, and LookUp's own, together a minute.
            Security.setProperty("networkaddress.cache.ttl", "20");
            // A flood of sessions asks for a missing name so seldom, and a name that is there again serves so soon.
            Security.setProperty("networkaddress.cache.negative.ttl", "5");
            // While DNS is down, what was known serves: filters' services have no LookUp of their own.
            Security.setProperty("networkaddress.cache.stale.ttl", "86400");
        }

        private Memory() {}

        static InetAddress[] find(String host) throws UnknownHostException {
            return InetAddress.getAllByName(host);
        }
    }

    /** The address that a text is; empty for a name. */
    static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Finds all addresses of a host. It may block in the C library for as long as name servers are silent. */
    static InetAddress[] find(String host) throws UnknownHostException {
        Optional<InetAddress> address = literal(host);
        return address.isPresent() ? new InetAddress[] {address.get()} : Memory.find(host);
    }
}
