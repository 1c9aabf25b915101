package postprox.event;

/**
 * The balancer that has passed a client's connection on.
 *
 * @param name     its address, for the log
 * @param uniqueId the name that it has given to the connection; empty if it has given none. The bytes may be any
 */
public record Balancer(String name, String uniqueId) {}
