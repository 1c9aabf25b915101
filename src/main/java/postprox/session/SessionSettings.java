package postprox.session;

import java.time.Duration;
import postprox.nexthop.NextHopTimeouts;
import postprox.smtp.StrayCr;

/**
 * What a session needs to know of the administrator's choices.
 *
 * @param limits            how much we take of clients
 * @param messageDeadline   how long a message may take from its final dot (BDAT LAST) to the one that goes to the next hop
 * @param nextHop           how long the next hop may take
 * @param strayCr           what becomes of a CR that ends no line
 */
public record SessionSettings(Limits limits, Duration messageDeadline, NextHopTimeouts nextHop, StrayCr strayCr) {
    /** Below Postfix's smtpd_proxy_timeout (100 s), so that the client gets our reason and not "queue file write error". */
    public static final Duration MESSAGE_DEADLINE = Duration.ofSeconds(90);

    /** The administrator's choices, and the times of the standard for all else. */
    public static SessionSettings with(Duration messageDeadline, StrayCr strayCr) {
        return with(Limits.DEFAULT, messageDeadline, NextHopTimeouts.REPLY, strayCr);
    }

    /** The same with the administrator's limits. */
    public static SessionSettings with(
            Limits limits, Duration messageDeadline, Duration nextHopTimeout, StrayCr strayCr) {
        return new SessionSettings(limits, messageDeadline, NextHopTimeouts.withReply(nextHopTimeout), strayCr);
    }
}
