package postprox.session;

import java.time.Duration;
import postprox.nexthop.NextHopTimeouts;
import postprox.smtp.StrayCr;

/**
 * The administrator's choices for sessions.
 *
 * @param limits          the limits for clients
 * @param messageDeadline the longest time from the final dot of the client (or BDAT LAST) to the final dot for the next hop
 * @param nextHop         the time limits for the next hop
 * @param strayCr         the treatment of a CR that ends no line, in content from the client or from a filter
 * @param discards        whether a filter may have messages thrown away, which their clients are told are accepted
 * @param trust           who may tell for whom he speaks
 */
public record SessionConfig(
        ClientLimits limits,
        Duration messageDeadline,
        NextHopTimeouts nextHop,
        StrayCr strayCr,
        boolean discards,
        Trust trust) {
    /** The administrator's choices, of whom no filter may have messages thrown away. */
    public SessionConfig(ClientLimits limits, Duration messageDeadline, NextHopTimeouts nextHop, StrayCr strayCr) {
        this(limits, messageDeadline, nextHop, strayCr, false, Trust.USUAL);
    }

    /** The same choices, with another one about messages that are thrown away. */
    public SessionConfig discarding(boolean allowed) {
        return new SessionConfig(limits, messageDeadline, nextHop, strayCr, allowed, trust);
    }

    /** The same choices, with another one about who may tell for whom he speaks. */
    public SessionConfig trusting(Trust other) {
        return new SessionConfig(limits, messageDeadline, nextHop, strayCr, discards, other);
    }

    /**
     * Less than Postfix's smtpd_proxy_timeout (100 s), so that the client gets postprox's reason and not "queue file write
     * error".
     */
    public static final Duration MESSAGE_DEADLINE = Duration.ofSeconds(90);

    /** The administrator's choices, with the default limits and times for the rest. */
    public static SessionConfig with(Duration messageDeadline, StrayCr strayCr) {
        return with(ClientLimits.DEFAULT, messageDeadline, NextHopTimeouts.REPLY, strayCr);
    }

    /** The administrator's choices, with the times of the standards for the rest. */
    public static SessionConfig with(
            ClientLimits limits, Duration messageDeadline, Duration nextHopTimeout, StrayCr strayCr) {
        return new SessionConfig(limits, messageDeadline, NextHopTimeouts.withReply(nextHopTimeout), strayCr);
    }
}
