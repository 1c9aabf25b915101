package postprox.filter.milter;

/**
 * How a filter plays messages to a milter.
 *
 * @param hostName    the name of the mail server, which the milter writes into fields of its own (macro {@code j})
 * @param daemonName  the name by which a milter tells one stream of mail from another (macro {@code daemon_name})
 * @param offer       which actions the milter is offered
 * @param someRefused what follows if it refuses some recipients
 */
public record MilterRules(String hostName, String daemonName, Offer offer, SomeRefused someRefused) {}
