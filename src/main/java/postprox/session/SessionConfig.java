package postprox.session;

import java.time.Duration;
import postprox.nexthop.NextHopTimeouts;
import postprox.smtp.StrayCr;

/**
 * The administrator's choices for sessions.
 *
 * @param limits            how much we take of clients
 * @param messageDeadline   how long a message may take from its final dot (BDAT LAST) to the one that goes to the next hop
 * @param nextHop           how long the next hop may take
 * @param strayCr           what becomes of a CR that ends no line
 */
public record SessionConfig(ClientLimits limits, Duration messageDeadline, NextHopTimeouts nextHop, StrayCr strayCr) {
    /** Below Postfix's smtpd_proxy_timeout (100 s), so that the client gets our reason and not "queue file write error". */
    public static final Duration MESSAGE_DEADLINE = Duration.ofSeconds(90);

    /** The administrator's choices, and the times of the standard for all else. */
    public static SessionConfig with(Duration messageDeadline, StrayCr strayCr) {
        return with(ClientLimits.DEFAULT, messageDeadline, NextHopTimeouts.REPLY, strayCr);
    }

    /** The same with the administrator's limits. */
    public static SessionConfig with(
            ClientLimits limits, Duration messageDeadline, Duration nextHopTimeout, StrayCr strayCr) {
        return new SessionConfig(limits, messageDeadline, NextHopTimeouts.withReply(nextHopTimeout), strayCr);
    }
}
