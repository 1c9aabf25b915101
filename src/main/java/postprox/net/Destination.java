package postprox.net;

/** One place of a next hop, as the administrator names it: a server itself, or a name for which DNS knows the servers. */
public sealed interface Destination permits Endpoint, DnsName {}
