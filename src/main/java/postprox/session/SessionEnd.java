package postprox.session;

import postprox.nexthop.NoReconnection;

/** Why a session ended. */
public enum SessionEnd {
    QUIT("quit"),
    CLIENT_GONE("the client closed the connection"),
    CLIENT_TIMEOUT("the client was silent for too long"),
    NO_NEXT_HOP("no connection to the next hop"),
    TURNED_AWAY("there are too many sessions"),
    SENT_AWAY(NoReconnection.SENT_AWAY.text()),
    NEXT_HOP_UNSTEADY(NoReconnection.UNSTEADY.text()),
    NEXT_HOP_LOST(NoReconnection.AUTHENTICATED.text()),
    PROTOCOL("the next hop answered with something that opens an unknown dialogue"),
    OUT_OF_STEP("the client sent a BDAT whose content cannot be told from commands"),
    LOOP("mail would go round"),
    SHUTDOWN("postprox is stopping"),
    BUG("unexpected error");

    private final String text;

    SessionEnd(String text) {
        this.text = text;
    }

    /** The end of a session whose next hop was lost and must not be opened again. */
    static SessionEnd of(NoReconnection why) {
        return switch (why) {
            case SENT_AWAY -> SENT_AWAY;
            case UNSTEADY -> NEXT_HOP_UNSTEADY;
            case AUTHENTICATED -> NEXT_HOP_LOST;
        };
    }

    /** In words, for the log. */
    public String text() {
        return text;
    }
}
