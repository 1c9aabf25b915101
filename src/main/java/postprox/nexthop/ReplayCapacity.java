package postprox.nexthop;

/** What there may be too much of, so that one more command about the client cannot be remembered for a new connection. */
public enum ReplayCapacity {
    /** The bytes of XFORWARD, XCLIENT and EHLO commands that one session may have. */
    CLIENT_FACTS,
    /** The memory that all sessions share. */
    MEMORY
}
