package postprox.session;

import java.util.Optional;
import postprox.event.SessionEnd;

/**
 * Whether a next hop that was lost may be opened again. Each opening gives the client a server that has not counted its errors
 * yet (Postfix's smtpd_hard_error_limit, 20), and must never undo a defence of that server. Not thread-safe.
 */
final class Openings {
    /** How often, until a message has its answer. */
    private static final int MOST = 20;

    private int left = MOST;
    private boolean sentAway;
    private boolean authenticated;

    /** Why none may be opened, if none may: then the session ends. */
    Optional<SessionEnd> end() {
        if (sentAway) {
            return Optional.of(SessionEnd.SENT_AWAY);
        }
        if (authenticated) {
            // Nobody but the client knows its secret.
            return Optional.of(SessionEnd.NEXT_HOP_LOST);
        }
        return left > 0 ? Optional.empty() : Optional.of(SessionEnd.NEXT_HOP_UNSTEADY);
    }

    /** One is opened. */
    void count() {
        left--;
    }

    /** A message has its answer: for each there may be another opening. */
    void endMessage() {
        left = Math.min(left + 1, MOST);
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
