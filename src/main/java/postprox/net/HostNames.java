package postprox.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;

/** The addresses of host names, as the system knows them (/etc/hosts, DNS). */
final class HostNames {
    // What the JDK remembers of look-ups. These are security properties, which it reads at the first look-up. It knows
    // no TTL of a name.
    // They are set when a name is looked up: an address needs none of it, and reading java.security takes time.
    static {
        // A server that has moved is found within this time and LookUp's own, together a minute.
        Security.setProperty("networkaddress.cache.ttl", "20");
        // A flood of sessions asks for a missing name so seldom, and a name that is there again serves so soon.
        Security.setProperty("networkaddress.cache.negative.ttl", "5");
        // While DNS is down, what was known serves: filters' services have no LookUp of their own.
        Security.setProperty("networkaddress.cache.stale.ttl", "86400");
    }

    private HostNames() {}

    /** Finds all addresses of a host. It may block in the C library for as long as name servers are silent. */
    static InetAddress[] find(String host) throws UnknownHostException {
        return InetAddress.getAllByName(host);
    }
}
