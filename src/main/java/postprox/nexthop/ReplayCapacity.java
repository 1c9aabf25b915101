package postprox.nexthop;

/** A limit of the commands about the client that are remembered for a new connection. */
public enum ReplayCapacity {
    /** The maximum number of bytes of EHLO and XCLIENT commands in one session, or of XFORWARD commands. */
    CLIENT_FACTS,
    /** The memory that all sessions share. */
    MEMORY
}
