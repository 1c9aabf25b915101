package postprox.net;

import postprox.dns.Resolver;

/** A name for which DNS knows the servers. */
public sealed interface DnsName extends Destination {
    String MX_PREFIX = "mx:";
    String SRV_PREFIX = "srv:";

    /** The domain or service that DNS is asked for. */
    String name();

    /** The mail servers of a domain (RFC 5321 section 5.1), at one port. */
    record Mx(String name, int port) implements DnsName {
        @Override
        public String toString() {
            return MX_PREFIX + name + (port == Endpoint.SMTP_PORT ? "" : ":" + port);
        }
    }

    /** The servers of a service, such as {@code _smtp._tcp.example.org} (RFC 2782). */
    record Srv(String name) implements DnsName {
        @Override
        public String toString() {
            return SRV_PREFIX + name;
        }
    }

    /** Whether a text has the form of such a name. Without a dot it is a port of a host that is called mx or srv. */
    static boolean isMeant(String text) {
        return (text.startsWith(MX_PREFIX) || text.startsWith(SRV_PREFIX)) && text.indexOf('.') >= 0;
    }

    /**
     * Reads {@code mx:DOMAIN}, {@code mx:DOMAIN:PORT} or {@code srv:_SERVICE._tcp.DOMAIN}.
     *
     * @throws IllegalArgumentException if the text is none of these; its message tells the user what is wrong
     */
    static DnsName parse(String text) {
        if (text.startsWith(SRV_PREFIX)) {
            return new Srv(service(text.substring(SRV_PREFIX.length()), text));
        }
        String place = text.substring(MX_PREFIX.length());
        if (place.startsWith("[")) {
            throw Endpoint.wrong(
                    text, "brackets say that no MX is asked for, as in Postfix; leave mx: or the brackets out");
        }
        int colon = place.indexOf(':');
        String domain = colon < 0 ? place : place.substring(0, colon);
        int port = colon < 0 ? Endpoint.SMTP_PORT : Endpoint.port(place.substring(colon + 1), text, 1);
        return new Mx(checked(domain, text, "mx:example.org"), port);
    }

    private static String service(String name, String text) {
        if (name.indexOf(':') >= 0) {
            throw Endpoint.wrong(text, "DNS tells the port of a service; leave it out");
        }
        if (!name.startsWith("_") || name.indexOf("._") < 0) {
            throw Endpoint.wrong(text, "a service has the form srv:_smtp._tcp.example.org");
        }
        return checked(name, text, "srv:_smtp._tcp.example.org");
    }

    private static String checked(String name, String text, String example) {
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (!Resolver.isName(bare)) {
            throw Endpoint.wrong(text, "this is no name that DNS knows; write it as in " + example);
        }
        return bare;
    }
}
