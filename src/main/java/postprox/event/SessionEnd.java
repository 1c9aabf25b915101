package postprox.event;

/** The reason why a session ended. */
public enum SessionEnd {
    QUIT("quit"),
    CLIENT_GONE("the client closed the connection"),
    CLIENT_TIMEOUT("the client was silent for too long"),
    NO_NEXT_HOP("no connection to the next hop"),
    TURNED_AWAY("there are too many sessions"),
    SENT_AWAY("the next hop has hung up on the client"),
    NEXT_HOP_UNSTEADY("the next hop was lost more often than it may be opened again"),
    NEXT_HOP_LOST("the next hop was lost and cannot be opened again for an authenticated session"),
    PROTOCOL("the next hop answered with something that opens an unknown dialogue"),
    OUT_OF_STEP("the client sent a BDAT whose content cannot be told from commands"),
    LOOP("mail would go round"),
    SHUTDOWN("postprox is stopping"),
    BUG("unexpected error");

    private final String text;

    SessionEnd(String text) {
        this.text = text;
    }

    /** The reason in words, for the log. */
    public String text() {
        return text;
    }
}
