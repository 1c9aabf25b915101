package postprox.nexthop;

import java.util.Optional;

/**
 * Decides whether postprox may connect again to a next hop that was lost. On each new connection the server begins to count the
 * client's errors anew (Postfix's smtpd_hard_error_limit, 20). A new connection must never undo a defence of the server. Not
 * thread-safe.
 */
final class Openings {
    /** The maximum number of openings while no message gets its answer. */
    private static final int MAX = 20;

    private int left = MAX;
    private boolean sentAway;
    private boolean authenticated;

    /** The reason why no other connection may be opened; empty if one may. */
    Optional<NoReconnection> refusal() {
        if (sentAway) {
            return Optional.of(NoReconnection.SENT_AWAY);
        }
        if (authenticated) {
            return Optional.of(NoReconnection.AUTHENTICATED);
        }
        return left > 0 ? Optional.empty() : Optional.of(NoReconnection.UNSTEADY);
    }

    /** Counts an opening. */
    void count() {
        left--;
    }

    /** Notes that a message has its answer, which allows one more opening. */
    void endMessage() {
        left = Math.min(left + 1, MAX);
    }

    /** Notes that the client has used AUTH. */
    void authenticate() {
        authenticated = true;
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    /** Notes a loss of the next hop. */
    void note(NextHopLost loss) {
        sentAway |= loss.why() == NextHopLost.Why.SENT_AWAY;
    }
}
