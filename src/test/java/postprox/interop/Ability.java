package postprox.interop;

/** What not every program can do, or does. */
enum Ability {
    /** Addresses and headers beyond ASCII (RFC 6531). */
    SMTPUTF8("SMTPUTF8"),
    /** Commands before the replies to those before them (RFC 2920). */
    PIPELINING("pipelining"),
    /** A client goes on with the recipients that were taken; a next hop can refuse one and take another. */
    SOME_RECIPIENTS("some recipients of many");

    private final String title;

    Ability(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
