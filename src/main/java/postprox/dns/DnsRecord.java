package postprox.dns;

import java.net.InetAddress;

/** A record of an answer. Names are in lower case and have no dot at the end; the root is empty. */
public sealed interface DnsRecord {
    /** The name that the record belongs to. */
    String owner();

    /** How long the record may be kept, in seconds. */
    long ttl();

    /** An address: A or AAAA. */
    record Address(String owner, long ttl, InetAddress address) implements DnsRecord {}

    /** The owner is another name for this one (CNAME). */
    record Alias(String owner, long ttl, String name) implements DnsRecord {}

    /** A mail server of a domain (RFC 5321 section 5.1). Lower preferences come first. */
    record Mx(String owner, long ttl, int preference, String host) implements DnsRecord {}

    /** A server of a service (RFC 2782). Lower priorities come first. */
    record Srv(String owner, long ttl, int priority, int weight, int port, String host) implements DnsRecord {}
}
