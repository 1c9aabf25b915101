package postprox.nexthop;

/** Why a next hop that was lost must not be opened again in this session. */
public enum NoReconnection {
    /** It hung up on the client, for what that has said. */
    SENT_AWAY("the next hop has hung up on the client"),
    /** It was lost too often. */
    UNSTEADY("the next hop was lost more often than it may be opened again"),
    /** The client has used AUTH, and nobody but the client knows its secret. */
    AUTHENTICATED("the next hop was lost and cannot be opened again for an authenticated session");

    private final String text;

    NoReconnection(String text) {
        this.text = text;
    }

    /** The reason in words, for the log. */
    public String text() {
        return text;
    }
}
