package postprox.nexthop;

import postprox.event.SessionEnd;

/** Why a next hop that was lost must not be opened again in this session. */
public enum NoReconnection {
    /** It hung up on the client, for what that has said. */
    SENT_AWAY(SessionEnd.SENT_AWAY),
    /** It was lost too often. */
    UNSTEADY(SessionEnd.NEXT_HOP_UNSTEADY),
    /** The client has used AUTH, and nobody but the client knows its secret. */
    AUTHENTICATED(SessionEnd.NEXT_HOP_LOST);

    private final SessionEnd end;

    NoReconnection(SessionEnd end) {
        this.end = end;
    }

    /** How the session ends by it. */
    public SessionEnd end() {
        return end;
    }
}
