package postprox.nexthop;

import java.util.Optional;

/**
 * Whether a next hop that was lost may be opened again. Each opening gives the client a server that has not counted its errors
 * yet (Postfix's smtpd_hard_error_limit, 20), and must never undo a defence of that server. Not thread-safe.
 */
final class Openings {
    /** How often, until a message has its answer. */
    private static final int MAX = 20;

    private int left = MAX;
    private boolean sentAway;
    private boolean authenticated;

    /** Why none may be opened, if none may. */
    Optional<NoReconnection> refusal() {
        if (sentAway) {
            return Optional.of(NoReconnection.SENT_AWAY);
        }
        if (authenticated) {
            return Optional.of(NoReconnection.AUTHENTICATED);
        }
        return left > 0 ? Optional.empty() : Optional.of(NoReconnection.UNSTEADY);
    }

    /** One is opened. */
    void count() {
        left--;
    }

    /** A message has its answer: for each there may be another opening. */
    void endMessage() {
        left = Math.min(left + 1, MAX);
    }

    /** The client has used AUTH. */
    void authenticate() {
        authenticated = true;
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    /** The next hop was lost. */
    void note(NextHopLost loss) {
        sentAway |= loss.why() == NextHopLost.Why.SENT_AWAY;
    }
}
