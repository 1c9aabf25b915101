package postprox.nexthop;

import postprox.event.SessionEnd;

/** The reason why postprox must not connect again to a next hop that was lost in this session. */
public enum NoReconnection {
    /** The next hop hung up on the client for what the client said. */
    SENT_AWAY(SessionEnd.SENT_AWAY),
    /** The next hop was lost too often. */
    UNSTEADY(SessionEnd.NEXT_HOP_UNSTEADY),
    /** The client has used AUTH, and only the client knows its secret. */
    AUTHENTICATED(SessionEnd.NEXT_HOP_LOST);

    private final SessionEnd end;

    NoReconnection(SessionEnd end) {
        this.end = end;
    }

    /** The end of a session for this reason. */
    public SessionEnd end() {
        return end;
    }
}
